"""Signed minutes judged at any time, with any trust, evidence and policy: given, when, then."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from fhvalidate import Detail, Report, TrustAnchors, validate
from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.evidence import Evidence, EvidenceItem, EvidenceKind
from fhvalidate.pdf_a.answer import TryPdfA
from fhvalidate.policy import Policy, policy_from_toml
from fhvalidate.report.signature_report import SignatureReport
from tests.pki import EPOCH, TIME_STAMPED_AT, VALIDATED_AT, Authority, Identity
from tests.pki.minutes import minutes
from tests.pki.signing import (
    add_document_time_stamp,
    sign_b_b,
    sign_b_t,
)
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import World, make_world, shared_world

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
PASSED = (Indication.TOTAL_PASSED, None)
Item_ = x509.Certificate | x509.CertificateRevocationList | ocsp.OCSPResponse
Answer = tuple[Indication, SubIndication | None]


@cache
def paper() -> bytes:
    """Minutes that nobody has signed yet."""
    return minutes()


def trust_in(*authorities: Authority) -> TrustAnchors:
    """Trust in these authorities, and in nobody else."""
    return TrustAnchors.joined(
        TrustAnchors.from_pem_or_der(authority.pem, name="anchor.pem") for authority in authorities
    )


def trust_of(world: World) -> TrustAnchors:
    """Trust in both roots of the world."""
    return trust_in(world.root, world.time_stamp_root)


def evidence_of(*items: Item_) -> Evidence:
    """The items as an archive would hand them over."""
    return Evidence.of(_item(each) for each in items)


def _item(item: Item_) -> EvidenceItem:
    der = item.public_bytes(Encoding.DER)
    match item:
        case x509.Certificate():
            return EvidenceItem(EvidenceKind.CERTIFICATE, der, "supplied")
        case x509.CertificateRevocationList():
            return EvidenceItem(EvidenceKind.CRL, der, "supplied")
        case _:
            return EvidenceItem(EvidenceKind.OCSP_RESPONSE, der, "supplied")


def policy(text: str) -> Policy:
    """The default policy with what the TOML changes."""
    return policy_from_toml(('name = "test"\n' + text).encode())


IF_AVAILABLE = policy('[x509]\nrevocation = "if-available"\n')


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """When, by whose trust, with what beside the file and by which policy a file is judged."""

    world: World
    at: datetime = VALIDATED_AT
    trust: TrustAnchors | None = None
    evidence: Evidence | None = None
    held_since: datetime | None = None
    policy: Policy | None = None
    detail: Detail = Detail.DEFAULT
    pdf_a: TryPdfA | None = None

    def report(self, data: bytes) -> Report:
        """The report on the file."""
        return validate(
            data,
            trust=self.trust or trust_of(self.world),
            at=self.at,
            evidence=self.evidence,
            held_since=self.held_since,
            policy=self.policy,
            detail=self.detail,
            pdf_a=self.pdf_a,
        )

    def first(self, data: bytes) -> SignatureReport:
        """What the report says of the file's first signature."""
        return self.report(data).signatures[0]

    def answer(self, data: bytes) -> Answer:
        """The indication and sub-indication of the file's first signature."""
        return answer_of(self.first(data))


def answer_of(entry: SignatureReport) -> Answer:
    """The indication and sub-indication of one entry."""
    return entry.indication, entry.sub_indication


def failed(sub_indication: SubIndication) -> Answer:
    """TOTAL-FAILED, for the reason given."""
    return Indication.TOTAL_FAILED, sub_indication


def indeterminate(sub_indication: SubIndication) -> Answer:
    """INDETERMINATE, for the reason given."""
    return Indication.INDETERMINATE, sub_indication


def codes(entry: SignatureReport) -> set[str]:
    """The codes of the findings on one signature and its time-stamps."""
    stamped = (finding for stamp in entry.timestamps for finding in stamp.findings)
    return {finding.code for finding in (*entry.findings, *stamped)}


def world() -> World:
    """The world that most tests share."""
    return shared_world()


def fresh_world() -> World:
    """A world of its own, for a test that revokes."""
    return make_world()


def stamping(world: World, at: datetime = TIME_STAMPED_AT) -> TimeStampAuthority:
    """The world's time-stamps, made at that time."""
    return replace(world.time_stamps, at=at)


def stored(
    data: bytes,
    crls: Iterable[x509.CertificateRevocationList] = (),
    ocsps: Iterable[ocsp.OCSPResponse] = (),
    certificates: Iterable[x509.Certificate] = (),
) -> bytes:
    """The file with the validation data in its document security store."""
    held = ValidationData(certificates=tuple(certificates), crls=tuple(crls), ocsps=tuple(ocsps))
    return add_validation_data(data, held)


def signed_b_b(signer: Identity, **options: object) -> bytes:
    """The minutes with a PAdES B-B signature."""
    return sign_b_b(paper(), signer, **options)  # type: ignore[arg-type]


def signed_b_t(
    world: World,
    *,
    signer: Identity | None = None,
    stamped_at: datetime = TIME_STAMPED_AT,
    at: datetime = EPOCH,
) -> bytes:
    """The minutes with a signature and a time-stamp over it, made at the times given."""
    return sign_b_t(paper(), signer or world.chair, stamping(world, stamped_at), at=at)


def archived(world: World, data: bytes, *, at: datetime, field: str = "Arkivstämpel") -> bytes:
    """The file with a document time-stamp made at the time given."""
    return add_document_time_stamp(data, stamping(world, at), field=field)
