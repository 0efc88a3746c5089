"""How SiVa spells what a report says: formats and levels of signatures (SiVa 3.10, SimpleReport).

What SiVa has no word for is told by the least that it has one for.
"""

from collections.abc import Mapping

from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.frozen import FrozenMapping
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import Level
from fhvalidate.web.levels import told_level

_NOT_ETSI = "PDF_NOT_ETSI"
FORMATS: Mapping[Level, str] = FrozenMapping(
    {
        Level.B: "PAdES_BASELINE_B",
        Level.T: "PAdES_BASELINE_T",
        Level.LT: "PAdES_BASELINE_LT",
        Level.LTA: "PAdES_BASELINE_LTA",
        Level.BES: _NOT_ETSI,
        Level.EPES: _NOT_ETSI,
        Level.LTV: _NOT_ETSI,
        Level.PKCS7_B: "PKCS7_B",
        Level.PKCS7_T: "PKCS7_T",
        Level.PKCS7_LT: "PKCS7_LT",
        Level.PKCS7_LTA: "PKCS7_LTA",
        Level.NOT_ETSI: _NOT_ETSI,
        Level.RSA_SHA1: _NOT_ETSI,
        Level.KSI: _NOT_ETSI,
        Level.UNKNOWN: _NOT_ETSI,
    }
)


def siva_format(signature: SignatureReport) -> str:
    """Format and level of a signature."""
    return FORMATS[told_level(signature)]


def spelled_sub_indication(indication: Indication, found: SubIndication | None) -> str | None:
    """Why it does not pass; CUSTOM is a constraint of ours, which SiVa has no word for."""
    if found is not SubIndication.CUSTOM:
        return found
    failed = indication in (Indication.TOTAL_FAILED, Indication.FAILED)
    return SubIndication.FORMAT_FAILURE if failed else SubIndication.SIG_CONSTRAINTS_FAILURE
