"""pyhanko-certvalidator, wrapped thinly: RFC 5280 path processing, CRLs and OCSP responses.

It is asked one question at a time, with everything at hand given and nothing fetched. Its
judgement of algorithms and of freshness is left out: the policy judges those (ETSI EN 319 102-1,
5.2.5 and 5.2.8).
"""

from collections.abc import Coroutine, Iterable
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor, TrustQualifiers
from pyhanko_certvalidator.name_trees import process_general_subtrees
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    AcceptAllAlgorithms,
    CertRevTrustPolicy,
    FreshnessReqType,
    PKIXValidationParams,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.sig_validate import SignatureValidator

from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.x509.algorithms import signature_algorithm
from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.path_building import Path
from fhvalidate.x509.public_key import Verification, verify

_ANY_AGE = timedelta(days=365 * 200)
_NO_REVOCATION = RevocationCheckingPolicy(
    RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.NO_CHECK
)


class OurSignatures(SignatureValidator):
    """Signature values verified by our own code, which reads keys that a strict parser refuses."""

    def validate_signature(
        self,
        signature: bytes,
        signed_data: bytes,
        public_key_info: Any,
        signature_algorithm: Any,
        context: Any = None,
    ) -> None:
        """Raises InvalidSignature unless the signature verifies."""
        del context
        algorithm = _algorithm(signature_algorithm)
        try:
            found = verify(
                public_key_info.dump(), algorithm, signature=signature, message=signed_data
            )
        except UnsupportedAlgorithmError as error:
            raise InvalidSignature from error
        if found is Verification.WRONG:
            raise InvalidSignature


def _algorithm(identifier: Any) -> Any:
    return signature_algorithm(identifier)


def context(
    *,
    at: datetime,
    anchors: Iterable[Certificate],
    pool: Iterable[Certificate] = (),
    crls: Iterable[Any] = (),
    ocsps: Iterable[Any] = (),
    tolerance: timedelta = timedelta(seconds=1),
) -> ValidationContext:
    """A context that knows what is given, fetches nothing and has no opinion on freshness."""
    trust = SimpleTrustManager()  # type: ignore[no-untyped-call]
    for anchor in anchors:
        trust._register_root(CertTrustAnchor(anchor.asn1))  # noqa: SLF001 - `build` raises on one bad
    return ValidationContext(
        trust_manager=trust,
        other_certs=[certificate.asn1 for certificate in pool],
        moment=at,
        crls=list(crls),
        ocsps=list(ocsps),
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(
            _NO_REVOCATION,
            freshness=_ANY_AGE,
            freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION,
        ),
        algorithm_usage_policy=AcceptAllAlgorithms(),
        signature_validator=OurSignatures(),
        time_tolerance=tolerance,
    )


def as_validation_path(path: Path) -> ValidationPath:
    """The path in the library's form, where the anchor stands first."""
    *below, anchor = path
    certificates = [certificate.asn1 for certificate in reversed(below)]
    leaf = certificates.pop() if certificates else None
    return ValidationPath(_within_its_limits(anchor), certificates, leaf)


def _within_its_limits(anchor: Certificate) -> CertTrustAnchor:
    """The anchor, believed as far as it says that it goes (RFC 5937, 3.3).

    RFC 5280, 6.2 leaves it free whether that is heeded. Policies are not: an anchor's name those
    that it was issued under.
    """
    parsed = anchor.asn1
    constraints, length = parsed.name_constraints_value, parsed.max_path_length
    names = PKIXValidationParams(
        initial_permitted_subtrees=_subtrees(constraints, "permitted_subtrees"),
        initial_excluded_subtrees=_subtrees(constraints, "excluded_subtrees"),
    )
    limits = TrustQualifiers(
        standard_parameters=names, max_path_length=length, max_aa_path_length=length
    )
    return CertTrustAnchor(parsed, limits)


def _subtrees(constraints: Any, kind: str) -> Any:
    stated = None if constraints is None else constraints[kind]
    return process_general_subtrees(stated) if stated else None


def finished(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine that awaits nothing: offline, the library never does.

    Driving it by hand needs no event loop, so it works inside a caller's loop too and opens no
    socket.
    """
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    coroutine.close()
    raise RuntimeError("the library waited for something although it may fetch nothing")
