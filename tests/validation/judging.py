"""Documents judged in the test world: whom it trusts, and who signs without revocation data."""

from datetime import datetime
from functools import cache

from fhvalidate import Report, TrustAnchors, validate
from tests.pki import ANNA, BO, VALIDATED_AT, Authority, Identity
from tests.pki.signing import sign_b_b
from tests.pki.world import shared_world


@cache
def signer() -> Identity:
    """A person whose certificate needs no revocation data (RFC 9608), right below the root."""
    return shared_world().root.issue_person(ANNA, no_rev_avail=True)


@cache
def second_signer() -> Identity:
    """Another such person."""
    return shared_world().root.issue_person(BO, no_rev_avail=True)


def trusting(*authorities: Authority) -> TrustAnchors:
    """Trust in these authorities, and in nobody else."""
    return TrustAnchors.joined(
        TrustAnchors.from_pem_or_der(authority.pem, name="anchor.pem") for authority in authorities
    )


def judged(
    data: bytes, *, at: datetime = VALIDATED_AT, trust: TrustAnchors | None = None
) -> Report:
    """The report on the file, with the world's roots trusted."""
    world = shared_world()
    believed = trust or trusting(world.root, world.time_stamp_root)
    return validate(data, trust=believed, at=at)


def signed(data: bytes) -> bytes:
    """The PDF with a signature that is valid by itself."""
    return sign_b_b(data, signer())


def codes(report: Report) -> set[str]:
    """The codes of every finding in the report."""
    return {
        *(finding.code for finding in report.findings),
        *(finding.code for entry in report.signatures for finding in entry.findings),
    }
