#!/bin/sh
# Flows by programs of Debian: ./run.sh BASES KEYS FOLDER (libnss3-tools, poppler-utils, mupdf-tools,
# libpodofo-utils). pdfsig embeds a font whole when it adds a field: fontconfig is shown a small one.
bases=$1 keys=$2 folder=$3
work=$(mktemp -d)
nss="$work/nss"
mkdir -p "$nss" "$work/fonts" "$folder"
certutil -N -d "sql:$nss" --empty-password
for who in anna bo; do
  pk12util -i "$keys/$who.p12" -d "sql:$nss" -W hemligt -K "" >/dev/null 2>&1
done
for font in $FONTS; do cp "$font" "$work/fonts/"; done
printf '<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>' "$work/fonts" "$work/cache" >"$work/fonts.conf"

line() {
  printf '{"file": "%s.pdf", "writer": "%s", "version": "%s", "base": "%s", "steps": "%s"}\n' \
    "$1" "$2" "$3" "$4" "$5" >"$folder/$1.json"
}

poppler() { pdfsig -nssdir "sql:$nss" "$@" >/dev/null 2>&1; }
version=$(pdfsig -v 2>&1 | sed -n '1s/.* //p')
poppler -sign Ordf -nick anna -etsi "$bases/form.pdf" "$work/1.pdf"
poppler -sign Justering.Justerare -nick bo -reason Justering "$work/1.pdf" "$folder/pdfsig-existing-fields.pdf"
line pdfsig-existing-fields "poppler (pdfsig)" "$version" form "sign into an empty field; sign into one below a parent"
poppler -sign Ordf -nick anna "$bases/form-packed.pdf" "$work/1.pdf"
poppler -sign Justering.Justerare -nick bo -etsi "$work/1.pdf" "$folder/pdfsig-existing-fields-packed.pdf"
line pdfsig-existing-fields-packed "poppler (pdfsig)" "$version" form-packed "sign into an empty field; sign into one below a parent"
export FONTCONFIG_FILE="$work/fonts.conf"
poppler -sign Ordf -nick anna -etsi "$bases/form.pdf" "$work/1.pdf"
poppler -add-signature -nick bo -reason Justering "$work/1.pdf" "$folder/pdfsig-added.pdf"
line pdfsig-added "poppler (pdfsig)" "$version" form "sign into an empty field; sign in a new field"
unset FONTCONFIG_FILE

version=$(mutool -v 2>&1 | sed -n '1s/.* //p')
mutool sign -s "$keys/anna.p12" -P hemligt -o "$work/1.pdf" "$bases/form.pdf" 23 >/dev/null
mutool sign -s "$keys/bo.p12" -P hemligt -o "$folder/mupdf-existing-fields.pdf" "$work/1.pdf" 25 >/dev/null
line mupdf-existing-fields "MuPDF (mutool sign)" "$version" form "sign into an empty field; sign into one below a parent"

version=$(dpkg-query -W -f '${Version}' libpodofo-utils)
for who in anna bo; do openssl x509 -in "$keys/$who.pem" -out "$work/$who.pem"; done
podofosign -in "$bases/plain.pdf" -out "$work/1.pdf" -cert "$work/anna.pem" -pkey "$keys/anna.key.pem" -digest SHA256
podofosign -in "$work/1.pdf" -out "$folder/podofo-second-seen.pdf" -cert "$work/bo.pem" -pkey "$keys/bo.key.pem" \
  -digest SHA256 -annot-position 1,25,130,60,20 -annot-print -annot-font 4,000000,Helvetica -annot-text 2,2,"Bo Testsson"
line podofo-second-seen "PoDoFo (podofosign)" "$version" plain "sign; sign visibly by text"
podofosign -in "$bases/form.pdf" -out "$work/1.pdf" -cert "$work/anna.pem" -pkey "$keys/anna.key.pem" -digest SHA256 \
  -field-name Ordf -field-use-existing
podofosign -in "$work/1.pdf" -out "$folder/podofo-existing-field.pdf" -cert "$work/bo.pem" -pkey "$keys/bo.key.pem" -digest SHA256
line podofo-existing-field "PoDoFo (podofosign)" "$version" form "sign into an empty field; sign in a new field"
rm -r "$work"
