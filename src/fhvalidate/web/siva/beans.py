"""DSS's trees as SiVa writes them: by the names of Java's beans, with empty members left out.

DSS itself writes the names and values of its XML, and nulls. The names of beans follow from those,
but for lists, which are called otherwise there; values that are enumerated have the names that Java
gives them.
"""

from collections.abc import Mapping

from fhvalidate.frozen import FrozenMapping
from fhvalidate.report.json import Json

Names = Mapping[str, str]

# A member that stands for a choice of elements, or of kinds: left out, and what it holds is told.
_CHOICES = frozenset({"signatureOrTimestampOrEvidenceRecord", "certificateExtensions"})
_LEGAL_LEVELS = {
    "QESig": "QESIG",
    "QESeal": "QESEAL",
    "Unknown-QC-QSCD": "UNKNOWN_QC_QSCD",
    "AdESig-QC": "ADESIG_QC",
    "AdESeal-QC": "ADESEAL_QC",
    "Unknown-QC": "UNKNOWN_QC",
    "AdESig": "ADESIG",
    "AdESeal": "ADESEAL",
    "Unknown": "UNKNOWN",
}
_DETAILED: Names = FrozenMapping({"Timestamp": "timestamps", "EvidenceRecord": "evidenceRecords"})
_DIAGNOSTIC: Names = FrozenMapping(
    {
        "ChainItem": "certificateChain",
        "SignerInfo": "signerInformationStore",
        "SignatureField": "fields",
        "CertificateRevocation": "revocations",
        "Message": "messages",
        "Source": "sources",
        **{
            name: f"{name[0].lower()}{name[1:]}s"
            for name in (
                *("DigestMatcher", "ExtensionChange", "AnnotationChange", "TimestampedObject"),
                *("RelatedCertificate", "OrphanCertificate", "CertificateRef", "SignatureScope"),
                *("RelatedRevocation", "OrphanRevocation", "RevocationRef", "TimestampScope"),
                *("FoundTimestamp", "FoundEvidenceRecord", "TrustServiceProvider"),
            )
        },
    }
)
_AT_THE_TOP: Names = FrozenMapping(
    {
        "Signature": "signatures",
        "Certificate": "usedCertificates",
        "Revocation": "usedRevocations",
        "Timestamp": "usedTimestamps",
        "EvidenceRecord": "evidenceRecords",
        "SignerData": "originalDocuments",
        "TrustedList": "trustedLists",
    }
)
_VALUES: Mapping[str, Names] = FrozenMapping(
    {
        "keyUsageBit": FrozenMapping(
            {
                "digitalSignature": "DIGITAL_SIGNATURE",
                "nonRepudiation": "NON_REPUDIATION",
                "keyEncipherment": "KEY_ENCIPHERMENT",
                "dataEncipherment": "DATA_ENCIPHERMENT",
                "keyAgreement": "KEY_AGREEMENT",
                "keyCertSign": "KEY_CERT_SIGN",
                "crlSign": "CRL_SIGN",
                "encipherOnly": "ENCIPHER_ONLY",
                "decipherOnly": "DECIPHER_ONLY",
            }
        ),
        "Status": FrozenMapping({"NOT OK": "NOT_OK"}),
        "TimestampQualification": FrozenMapping({"N/A": "NA"}),
        "SignatureQualification": FrozenMapping(
            {
                "N/A": "NA",
                **_LEGAL_LEVELS,
                **{f"Indeterminate {k}": f"INDETERMINATE_{v}" for k, v in _LEGAL_LEVELS.items()},
                "Not AdES but QC with QSCD": "NOT_ADES_QC_QSCD",
                "Not AdES but QC": "NOT_ADES_QC",
                "Not AdES": "NOT_ADES",
            }
        ),
    }
)


def detailed_beans(tree: Mapping[str, Json]) -> dict[str, Json]:
    """DSS's detailed report, from the names of its XML."""
    return {_bean(key): _converted(key, value, _DETAILED) for key, value in tree.items()}


def diagnostic_beans(tree: Mapping[str, Json]) -> dict[str, Json]:
    """DSS's diagnostic data, from the names of their XML."""
    return {
        _AT_THE_TOP.get(key) or _bean(key): _converted(key, value, _DIAGNOSTIC)
        for key, value in tree.items()
    }


def without_empty(value: Json) -> Json:
    """The value without members and elements that are null or empty; 0 and false are not."""
    if isinstance(value, dict):
        kept = ((key, without_empty(each)) for key, each in value.items())
        return {key: each for key, each in kept if not _is_empty(each)}
    if isinstance(value, list):
        return [each for each in map(without_empty, value) if not _is_empty(each)]
    return value


def _is_empty(value: Json) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


def _converted(name: str, value: Json, names: Names) -> Json:
    if isinstance(value, list):
        items = [_chosen(each) for each in value] if _bean(name) in _CHOICES else value
        return [_converted(name, each, names) for each in items]
    if isinstance(value, dict):
        return {
            _named(key, each, names): _converted(key, each, names) for key, each in value.items()
        }
    if isinstance(value, str):
        return _VALUES.get(name, {}).get(value, value)
    return value


def _chosen(value: Json) -> Json:
    """What the one member of the object holds; the object itself where it has more."""
    if isinstance(value, dict) and len(value) == 1:
        return next(iter(value.values()))
    return value


def _named(key: str, value: Json, names: Names) -> str:
    if key == "Origin":  # of a token that lies in several places, or of a reference
        return "origins" if isinstance(value, list) else "origin"
    return names.get(key) or _bean(key)


def _bean(key: str) -> str:
    """The name as Jackson 3 gives it: a word of capitals keeps them."""
    if len(key) > 1 and key[1].isupper():
        return key.replace("_", "")
    return key[:1].lower() + key[1:]
