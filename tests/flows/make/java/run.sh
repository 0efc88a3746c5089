#!/bin/sh
# Every flow of the Java writers: ./run.sh BASES KEYS FOLDER [WRITER...]; classes go to a temporary folder.
set -e
cd "$(dirname "$0")"
bases=$1 keys=$2 folder=$3
shift 3
for writer in "${@:-itext5 itext7 itext8 itext9 openpdf pdfbox2 pdfbox3 dss-pdfbox dss-openpdf}"; do
  for each in $writer; do
    classes=$(mktemp -d)
    mvn -q -B -f "$each/pom.xml" dependency:build-classpath -Dmdep.outputFile="$classes/path" >/dev/null
    path=$(cat "$classes/path")
    version=
    case $each in
      itext7) sources="itext7/Main.java" version=7.1.19 ;;
      itext8) sources="itext7/Main.java" version=8.0.5 ;;
      pdfbox*) sources="pdfbox/Main.java $each/Fonts.java" ;;
      dss-*) sources="dss/Main.java" version=${each#dss-} ;;
      *) sources="$each/Main.java" ;;
    esac
    # shellcheck disable=SC2086
    javac -nowarn -d "$classes" -cp "$path" common/Flows.java $sources
    # shellcheck disable=SC2086
    java -Djava.awt.headless=true -Djava.util.logging.config.file=quiet.properties \
      -cp "$classes:$path" Main "$bases" "$keys" "$folder" $version
    rm -r "$classes"
  done
done
