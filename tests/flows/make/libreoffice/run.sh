#!/bin/sh
# Documents that LibreOffice exports, plain and signed: ./run.sh KEYS BASES (libreoffice, libnss3-tools).
set -e
cd "$(dirname "$0")"
keys=$1 bases=$2
work=$(mktemp -d)
nss="$work/nss"
mkdir -p "$nss"
certutil -N -d "sql:$nss" --empty-password
pk12util -i "$keys/anna.p12" -d "sql:$nss" -W hemligt -K "" >/dev/null
certutil -L -d "sql:$nss" | grep -o 'Testkommuns rot-CA.*[^ ,]' | sed 's/  *,*$//' | while read -r name; do
  certutil -M -n "$name" -t "CT,C,C" -d "sql:$nss"
done
export MOZILLA_CERTIFICATE_FOLDER="sql:$nss"
form='"SelectPdfVersion":{"type":"long","value":"2"},"UseTaggedPDF":{"type":"boolean","value":"true"},"ExportFormFields":{"type":"boolean","value":"true"}'
subject='CN=Anna Exempel,serialNumber=199908072391,givenName=Anna,SN=Exempel,O=Testkommun,C=SE'
convert() {
  soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to "pdf:writer_pdf_Export:{$1}" \
    --outdir "$work" minutes.fodt >/dev/null 2>&1
  mv "$work/minutes.pdf" "$bases/$2.pdf"
}
convert "$form" lo-tagged
convert "$form,\"SignPDF\":{\"type\":\"boolean\",\"value\":\"true\"},\"SignCertificateSubjectName\":{\"type\":\"string\",\"value\":\"$subject\"},\"SignatureReason\":{\"type\":\"string\",\"value\":\"Justering\"}" lo-signed
rm -r "$work"
