"""Which objects an answer holds as they are: those asked for, and that the operator lets out."""

import base64
from collections.abc import Mapping

from fhvalidate.evidence import EvidenceKind
from fhvalidate.frozen import FrozenMapping, frozen
from fhvalidate.report.json import Json
from fhvalidate.report.model import Report
from fhvalidate.web.dss.spelling import base64_of

_KINDS = {
    "CERTIFICATES": frozenset({EvidenceKind.CERTIFICATE}),
    "TIMESTAMPS": frozenset({EvidenceKind.TIME_STAMP}),
    "REVOCATION DATA": frozenset({EvidenceKind.CRL, EvidenceKind.OCSP_RESPONSE}),
    "EVIDENCE RECORDS": frozenset[EvidenceKind](),
}
_PARTS = tuple(_KINDS)


def _joins() -> Mapping[str, frozenset[EvidenceKind]]:
    """Every strategy of DSS's, by the kinds that it takes out; the parts stand in their order."""
    found: dict[str, frozenset[EvidenceKind]] = {"NONE": frozenset()}
    for chosen in range(1, 1 << len(_PARTS)):
        parts = [part for place, part in enumerate(_PARTS) if chosen >> place & 1]
        kinds = frozenset[EvidenceKind]().union(*(_KINDS[part] for part in parts))
        name = f"EXTRACT {' AND '.join(parts)}".replace(" ", "_")
        if len(parts) == 1:
            name += "_ONLY"
        elif len(parts) == len(_PARTS):
            name = "EXTRACT_ALL"
        found[name] = kinds
    return FrozenMapping(found)


STRATEGIES = _joins()


@frozen
class Tokens:
    """Objects as they are, in base64, by the SHA-256 of their bytes."""

    by_digest: Mapping[str, str]

    def object_or_digest(self, sha256: str | None) -> dict[str, Json]:
        """The two members for an object: itself where it is given, else its digest."""
        given = None if sha256 is None else self.by_digest.get(sha256)
        digest: dict[str, Json] = {
            "DigestMethod": "SHA256",
            "DigestValue": base64_of(sha256),
            "match": None,
        }
        return {
            "Base64Encoded": given,
            "DigestAlgoAndValue": digest if given is None else None,
        }


NO_TOKENS = Tokens(FrozenMapping({}))


def tokens_of(report: Report, strategy: str, *, with_certificates: bool) -> Tokens:
    """The objects that a strategy takes out of a report's evidence.

    Args:
        report: with its evidence.
        strategy: one of `STRATEGIES`.
        with_certificates: whether the operator lets certificates out, which hold names and
            personal identity numbers that no mask covers.
    """
    kinds = STRATEGIES[strategy]
    if not with_certificates:
        # Time-stamps hold the certificates of their authorities, who are no persons; an OCSP
        # response may hold any certificate.
        kinds -= {EvidenceKind.CERTIFICATE, EvidenceKind.OCSP_RESPONSE}
    return Tokens(
        FrozenMapping(
            {
                item.sha256: base64.b64encode(item.der).decode()
                for item in report.evidence
                if item.kind in kinds
            }
        )
    )
