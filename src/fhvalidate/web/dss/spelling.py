"""How DSS spells what a report holds; nothing here is ever outside its enumerations."""

import base64
from collections.abc import Mapping

from fhvalidate.archive.etsi_report.names import reason_uri
from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.frozen import FrozenMapping
from fhvalidate.report.details_model import FoundIn
from fhvalidate.report.json import MAX_INTEGER_BITS
from fhvalidate.signature import Level, TimeStampKind

_FORMATS = frozenset(
    {
        *(Level.B, Level.T, Level.LT, Level.LTA),
        *(Level.PKCS7_B, Level.PKCS7_T, Level.PKCS7_LT, Level.PKCS7_LTA),
    }
)
STAMP_TYPES = {
    TimeStampKind.SIGNATURE: "SIGNATURE_TIMESTAMP",
    TimeStampKind.CONTENT: "CONTENT_TIMESTAMP",
    TimeStampKind.DOCUMENT: "DOCUMENT_TIMESTAMP",
    TimeStampKind.VRI: "VRI_TIMESTAMP",
}
ORIGINS = {FoundIn.CMS: "SIGNED_DATA", FoundIn.DSS: "DSS_DICTIONARY"}
SOURCES = {
    FoundIn.CMS: "SIGNATURE",
    FoundIn.DSS: "SIGNATURE",
    FoundIn.OCSP: "OCSP_RESPONSE",
    FoundIn.SUPPLIED: "OTHER",
    FoundIn.FETCHED: "AIA",
    FoundIn.TRUST: "TRUSTED_STORE",
}
_FAMILIES = {"rsa": "RSA", "rsa-pss": "RSASSA-PSS", "ecdsa": "ECDSA", "dsa": "DSA", "ec": "ECDSA"}
_OF_UNKNOWN_TYPE = "Signature produced by a Qualified Certificate of unknown type"
_LEVELS = {
    "QESIG": ("QESig", "Qualified Electronic Signature"),
    "QESEAL": ("QESeal", "Qualified Electronic Seal"),
    "UNKNOWN_QC_QSCD": (
        "Unknown-QC-QSCD",
        f"{_OF_UNKNOWN_TYPE} with its private key residing in a QSCD",
    ),
    "ADESIG_QC": (
        "AdESig-QC",
        "Advanced Electronic Signature supported by a Qualified Certificate",
    ),
    "ADESEAL_QC": (
        "AdESeal-QC",
        "Advanced Electronic Seal supported by a Qualified Certificate",
    ),
    "UNKNOWN_QC": ("Unknown-QC", _OF_UNKNOWN_TYPE),
    "ADESIG": ("AdESig", "Advanced Electronic Signature"),
    "ADESEAL": ("AdESeal", "Advanced Electronic Seal"),
    "UNKNOWN": ("Unknown", "Signature produced by a Certificate of unknown type"),
}
_NOT_BUT = "Not Advanced Electronic Signature but supported by a Qualified Certificate"
# What each level in law's words is called, and what that means.
LEGAL_LEVELS: Mapping[str, tuple[str, str]] = FrozenMapping(
    {
        **_LEVELS,
        **{
            f"INDETERMINATE_{name}": (f"Indeterminate {value}", f"Indeterminate {meaning}")
            for name, (value, meaning) in _LEVELS.items()
        },
        "NOT_ADES_QC_QSCD": ("Not AdES but QC with QSCD", _NOT_BUT),
        "NOT_ADES_QC": ("Not AdES but QC", _NOT_BUT),
        "NOT_ADES": ("Not AdES", "Not Advanced Electronic Signature"),
        "NA": ("N/A", "Not applicable"),
    }
)


def in_process(indication: Indication | None) -> str | None:
    """The indication of a process or a building block: PASSED, FAILED or INDETERMINATE."""
    return None if indication is None else indication.value.removeprefix("TOTAL-")


def in_total(indication: Indication) -> str:
    """The indication of a signature: TOTAL_PASSED, TOTAL_FAILED or INDETERMINATE."""
    match indication:
        case Indication.TOTAL_PASSED | Indication.PASSED:
            return "TOTAL_PASSED"
        case Indication.TOTAL_FAILED | Indication.FAILED:
            return "TOTAL_FAILED"
        case Indication.INDETERMINATE:
            return "INDETERMINATE"


def sub_indication(found: SubIndication | None, indication: Indication | None) -> str | None:
    """The sub-indication; CUSTOM is a constraint of ours that is not met (5.1.3, table 6)."""
    if found is not SubIndication.CUSTOM:
        return None if found is None else found.value
    if indication in (Indication.FAILED, Indication.TOTAL_FAILED):
        return SubIndication.FORMAT_FAILURE.value
    return SubIndication.SIG_CONSTRAINTS_FAILURE.value


def signature_format(level: Level) -> str:
    """The level; what is none that DSS knows is a signature in a PDF all the same."""
    return level.value if level in _FORMATS else Level.NOT_ETSI.value


def digest_name(name: str | None) -> str | None:
    """A digest, as in `SHA256` and `SHA3-256`."""
    return None if name is None else name.upper().replace("_", "-")


def key_name(name: str | None) -> str | None:
    """What a key is for, as in `RSA`: of `rsa` as of `rsa-sha256` and `ecdsa-P-256`."""
    if not name:
        return None
    for family in sorted(_FAMILIES, key=len, reverse=True):
        if name == family or name.startswith(f"{family}-"):
            return _FAMILIES[family]
    return name.upper()


def digest_of(name: str | None) -> str | None:
    """The digest within the name of a signature algorithm, as in `rsa-sha256`."""
    if not name or "-" not in name:
        return None
    last = name.rpartition("-")[2]
    return digest_name(last) if last.startswith(("sha", "md5", "ripemd")) else None


def algorithm_name(name: str) -> str:
    """An algorithm in words, as in `RSA with SHA256`."""
    key, digest = key_name(name), digest_of(name)
    if digest is None:
        return digest_name(name) or name
    return f"{key} with {digest}"


def whole_number(hexadecimal: str) -> int | None:
    """A serial number; None for one that programs which read JSON do not survive."""
    number = int(hexadecimal, 16)
    return number if number.bit_length() <= MAX_INTEGER_BITS else None


def revocation_reason(reason: str | None) -> str | None:
    """A reason code of RFC 5280, 5.3.1, as it is spelled there."""
    return None if reason is None else reason_uri(reason).rpartition(":")[2]


def base64_of(hexadecimal: str | None) -> str | None:
    """Octets in base64."""
    return None if hexadecimal is None else base64.b64encode(bytes.fromhex(hexadecimal)).decode()
