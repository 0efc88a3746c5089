"""The reference page on the validation report, with what DSS fills in it and we leave out.

The table is held to DSS's own reports on the project's fixtures by
tests/archive/etsi_report/test_beside_dss.py, where these are at hand.
"""

_NO_BYTES = (
    "The byte range goes beyond the file, so there are no bytes that this signature is over: "
    "nothing of it is decoded, and nothing is told that was not established. The constraint "
    "formatChecking says so."
)
_NO_FINDING = (
    "DSS warns that the certificate does not say where its issuer is. We noticed nothing to tell."
)
_OBJECTS = "SignatureValidationObjects/ValidationObject"
_SIGNATURE = "SignatureValidationReport"
_STATUS = "SignatureValidationStatus/AssociatedValidationReportData"

LEFT_OUT: dict[str, str] = {
    f"{_OBJECTS}(CRL)/ValidationReport/{_STATUS}/CryptoInformation": (
        "The report does not say by which algorithm a CRL or an OCSP response is signed. The "
        "policy's limits are applied to it all the same: data that they refuse are not relied on."
    ),
    f"{_OBJECTS}(CRL)/ValidationReport/ValidationConstraintsEvaluationReport": (
        "What is told has been verified; its building blocks are not told one by one."
    ),
    f"{_OBJECTS}(certificate)/POE/POEObject": (
        "The time-stamps of this file are over signatures whose bytes are not there: they prove "
        "nothing of it."
    ),
    f"{_OBJECTS}(signedData)": (
        "The bytes in the file are not those that were signed. Their digest is told in "
        "SignersDocument; they are no object that a time-stamp could prove to have existed."
    ),
    f"{_OBJECTS}(timestamp)": _NO_BYTES,
    f"{_SIGNATURE}/SignatureAttributes/DSS/Certs": (
        "Each object is told where it was found first: these certificates are in the signature too."
    ),
    f"{_SIGNATURE}/SignatureAttributes/DataObjectFormat": _NO_BYTES,
    f"{_SIGNATURE}/SignatureAttributes/MessageDigest": _NO_BYTES,
    f"{_SIGNATURE}/SignatureAttributes/SignatureTimeStamp": _NO_BYTES,
    f"{_SIGNATURE}/SignatureAttributes/SigningCertificate": _NO_BYTES,
    f"{_SIGNATURE}/SignatureIdentifier/DigestAlgAndValue": _NO_BYTES,
    f"{_SIGNATURE}/SignatureIdentifier/SignatureValue": _NO_BYTES,
    f"{_SIGNATURE}/{_STATUS}/AdditionalValidationReportData": _NO_FINDING,
    f"{_SIGNATURE}/{_STATUS}/CertificateChain": _NO_BYTES,
    f"{_SIGNATURE}/{_STATUS}/CryptoInformation": _NO_BYTES,
    f"{_SIGNATURE}/{_STATUS}/TrustAnchor": _NO_BYTES,
    f"{_SIGNATURE}/SignerInformation": _NO_BYTES,
    f"{_SIGNATURE}/SignersDocument": _NO_BYTES,
    f"{_SIGNATURE}/SignersDocument/SignersDocumentRepresentation": (
        "The bytes in the file are not those that were signed, so there is no object to refer to."
    ),
    f"{_SIGNATURE}/ValidationConstraintsEvaluationReport/ValidationConstraint/ValidationStatus/"
    "AssociatedValidationReportData": _NO_FINDING,
}

_TEXT = """\
`fhvalidate.archive.etsi(report)` gives a report of full detail as the XML of ETSI TS 119 102-2
V1.4.1 (namespace `http://uri.etsi.org/19102/v1.4.1#`). It is valid by the standard's schema, and
the same report gives the same bytes, whatever the clock, the time zone and the language.

```text
etsi(report, objects=False)                       the report, with digests of the objects
etsi(report, objects=True)                        with the objects as they are
sealed_etsi(report, key, objects=..., xades=...)  the same, signed (archive/etsi_report/sealing.py)

fhvalidate FILE --format etsi [--objects] [--sign KEY[:PASSWORD-FILE] [--xades]]
fhvalidate batch ... --detail full, then fhvalidate batch export RESULTS --format etsi
```

## What it holds

- One `SignatureValidationReport` for each signature. A document time-stamp is an object among the
  others, with a report of its own. A document without signatures has one report whose indication
  is `noSignatureFound`.
- A file that could not be read, because it is no PDF, is damaged or needs a password, may be signed
  for all we know: its one report is `indeterminate`, with the sub-indication
  `urn:fhvalidate:subindication:documentNotRead`. The schema lets a sub-indication be any address;
  `FORMAT_FAILURE` (EN 319 102-1, 5.1.3) would say that a signature was found, and is broken.
- The main indication is how the signature stands in its document: in one that is not valid none is
  `total-passed`, unless only another signature's own want makes it so. What is wrong with the
  document is among its findings; what each building block found of the signature itself is told by
  block.
- In each of them `OtherInformation` has the verdict on the whole document, with its SHA-256. What
  no element of the standard is for, our own elements have (namespace `urn:fhvalidate:archive:1`):
  level, integrity, what came after, how the signer logged in, and every finding with its code
  and its sentence in Swedish and English.
- `SignersDocument` is of the bytes that the signature covers, its byte range. Other validators
  mean the file as it was before it was signed; the two digests differ.
- A time-stamp proves for the latest time that it can be from, its own with its accuracy added,
  and only if it passes.
- The policy is named by its digest (`ni:///sha-256;...`, RFC 6920), as everywhere in the report.
- Building blocks, messages and qualifications have the addresses that DSS gives them, because the
  standard has none.
- `SignatureValidator` names the program, or the certificate of whoever seals the report.

## Objects, or their digests

Certificates, revocation data and time-stamps hold names and personal identity numbers that no
mask covers. So the digests alone are written unless the objects are asked for: such a report may
be published where the table of signers may. With the objects it is evidence, for the archive
alone. The document's bytes are in neither.

## Sealing

The seal is a signature over the whole document, as its last element: XMLDSig, or XAdES baseline
B, with Canonical XML 1.1 and the certificate. It is verified on the bytes that are handed out.
When sealing fails there is no report. Whoever relies on it verifies it with the certificate that
the archive is known to seal with; that the report names one is no proof.

## What DSS fills and we leave out

Beside DSS 6.4's reports on the same files, at the same time. Names lead from the root to the
topmost element that is not there; an object's type is in brackets.

| element | why |
|---|---|
"""


def page_text() -> str:
    """The page, below its title."""
    return _TEXT + "\n".join(f"| `{path}` | {why} |" for path, why in LEFT_OUT.items())
