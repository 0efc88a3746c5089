"""What is to be added to a signed file, and in which order, by what a report says of it.

A document time-stamp proves that the signatures exist now; validation data that is collected after
it is newer than what it proves; another document time-stamp proves that the data exists. Only what
passes today is extended: nothing that is added makes good what does not hold.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from fhvalidate.conclusion import Finding, SubIndication
from fhvalidate.constraints import CryptographicConstraints
from fhvalidate.evidence import EvidenceKind
from fhvalidate.extension.pdf_writer import DIGESTS, NewValidationData
from fhvalidate.extension.wanted import Goal, Wanted
from fhvalidate.frozen import FrozenMapping
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import CertificateReport, SignatureReport
from fhvalidate.signature import Level, SignatureKind
from fhvalidate.validation.level_rungs import Rung, ladder_of
from fhvalidate.validation.provable import PASSING
from fhvalidate.validation_data import Origin

_STRONGEST_FIRST = ("sha512", "sha384", "sha256")


_NOT_BELIEVED = frozenset(
    {SubIndication.NO_CERTIFICATE_CHAIN_FOUND, SubIndication.NO_CERTIFICATE_CHAIN_FOUND_NO_POE}
)
_SAID_ELSEWHERE = frozenset({SubIndication.CUSTOM, "None"})  # by the findings alone
RUNGS = FrozenMapping({Goal.LT: Rung.LONG_TERM, Goal.LTA: Rung.ARCHIVED})


def why_not(report: Report, wanted: Wanted) -> tuple[Finding, ...]:
    """Why the file is not to be extended, before anybody is asked for anything; nothing: it is."""
    return tuple(_reasons(report, wanted))


def _reasons(report: Report, wanted: Wanted) -> Iterator[Finding]:
    if not signatures_of(report):
        yield Finding.error("extend-nothing-signed")
    carriers = {word.time_stamp_field for each in report.signatures for word in each.svt}
    for number, each in enumerate(report.signatures, start=1):
        why = sub_indication_of(each)
        if not holds(each) and each.field in carriers and why in _NOT_BELIEVED:
            yield Finding.error("extend-token-not-trusted", number=number)
        elif not holds(each) and why in _SAID_ELSEWHERE:
            yield Finding.error("extend-not-holding-see-report", number=number)
        elif not holds(each):
            yield Finding.error("extend-not-holding", number=number, sub_indication=why)
        elif each.kind is SignatureKind.SIGNATURE and rung_of(each.level) is None:
            yield Finding.error("extend-no-level", number=number, level=each.level)
    lowest = lowest_rung(report)
    if wanted.renew and lowest < Rung.ARCHIVED:
        yield Finding.error("extend-not-archived")
    if not wanted.renew and lowest >= RUNGS[wanted.goal]:
        yield Finding.error("extend-has-level", level=wanted.goal.upper())


def holds(signature: SignatureReport) -> bool:
    """Whether it passes, with every time-stamp of its own."""
    stamps = (stamp.indication for stamp in signature.timestamps)
    return signature.indication in PASSING and all(each in PASSING for each in stamps)


def sub_indication_of(signature: SignatureReport) -> str:
    """Why it does not hold: its own reason before its time-stamps'."""
    each = (signature.sub_indication, *(stamp.sub_indication for stamp in signature.timestamps))
    return str(next((reason for reason in each if reason is not None), None))


def signatures_of(report: Report) -> tuple[SignatureReport, ...]:
    """The signatures, without document time-stamps."""
    return tuple(each for each in report.signatures if each.kind is SignatureKind.SIGNATURE)


def time_stamps_of(report: Report) -> tuple[SignatureReport, ...]:
    """The document time-stamps."""
    kind = SignatureKind.DOCUMENT_TIMESTAMP
    return tuple(each for each in report.signatures if each.kind is kind)


def rung_of(level: Level | None) -> Rung | None:
    """How far a signature of the level has come at least; None where its form has no steps.

    An extended form (EN 319 142-2) has one name for all the steps below the last.
    """
    ladder = None if level is None else ladder_of(level)
    return None if ladder is None or level is None else Rung(ladder.index(level))


def lowest_rung(report: Report) -> Rung:
    """How far all the signatures have come, by what was confirmed."""
    return min(
        (rung_of(each.confirmed_level) or Rung.FORM for each in signatures_of(report)),
        default=Rung.FORM,
    )


def lacks_proof(report: Report) -> bool:
    """Whether nothing proves yet that some signature exists: its best time is that of today.

    What a validation token's time-stamp proves is on its issuer's word, and no proof by ours.
    """
    times = (each.best_signature_time for each in signatures_of(report))
    return any(time is None or time >= report.validation_time for time in times)


def end_of(signature: SignatureReport) -> int:
    """The end of what the signature covers, in bytes from the start of the file."""
    found = signature.byte_range or (0,)
    return sum(found[-2:])


def data_used(report: Report) -> NewValidationData:
    """The validation data that the report rests on and the security store may not have yet.

    Of what was at hand, that which chains and revocation answers name, with the anchors: where a
    file has some roots and not others, readers take a certificate without its issuer for one that
    leads nowhere. What was fetched was fetched because it was missing.
    """
    used = set(_used(report))
    wanted = [
        item
        for item in report.evidence
        if item.origin != Origin.DSS and (item.origin == Origin.FETCHED or item.sha256 in used)
    ]

    def ders(kind: EvidenceKind) -> tuple[bytes, ...]:
        return tuple(item.der for item in wanted if item.kind is kind)

    return NewValidationData(
        ders(EvidenceKind.CERTIFICATE), ders(EvidenceKind.CRL), ders(EvidenceKind.OCSP_RESPONSE)
    )


def _used(report: Report) -> Iterator[str]:
    """What is named, by SHA-256: certificates, CRLs and OCSP responses with who signed them."""
    for certificate in _certificates(report):
        yield certificate.sha256
        answer = certificate.revocation
        if answer is not None:
            yield from (each for each in (answer.sha256, answer.signed_by) if each is not None)
            yield from answer.signer_chain


def _certificates(report: Report) -> Iterable[CertificateReport]:
    for signature in report.signatures:
        yield from signature.chain
        for stamp in signature.timestamps:
            yield from stamp.chain


def digest_for(constraints: CryptographicConstraints, at: datetime) -> str:
    """The digest for a time-stamp: that which the policy believes longest, of those the strongest.

    Never the one of an earlier time-stamp, which would keep the file from becoming stronger.
    """
    far = datetime.max.replace(tzinfo=UTC)
    names = [name for name in _STRONGEST_FIRST if name in DIGESTS]
    ends = {name: constraints.end_of_life(name) or far for name in names}
    best = max(names, key=lambda name: ends[name])  # of equals, the first
    return best if ends[best] > at else names[0]
