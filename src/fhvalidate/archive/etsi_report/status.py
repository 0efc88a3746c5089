"""What was concluded: status, blocks, chain, revocation, algorithms (TS 119 102-2, 4.3)."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from fhvalidate.archive.etsi_report.elements import Element, boolean, if_any, own, text, time, vr
from fhvalidate.archive.etsi_report.known import Known
from fhvalidate.archive.etsi_report.names import (
    APPLIED,
    DISABLED,
    algorithm_address,
    block_uri,
    indication_uri,
    message_uri,
    reason_uri,
    sub_indication_uri,
)
from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.report.details_model import AlgorithmReport, BlockReport
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.messages import Message
from fhvalidate.report.signature_report import CertificateReport, SignatureReport, TimestampReport
from fhvalidate.report.standing import in_document

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def status_of(of: SignatureReport | TimestampReport, subject: str, known: Known) -> Element:
    """Whether a signature or a time-stamp holds, and what that rests on.

    Args:
        of: the signature or the time-stamp.
        subject: its id in the XML.
        known: what may be referred to.
    """
    return status(of.indication, of.sub_indication, *_data(of, of.findings, subject, known))


def status_in_document(of: SignatureReport, subject: str, known: Known) -> Element:
    """The same of a signature as it stands in its document: readers count those that pass."""
    stands = in_document(of, known.report)
    data = _data(of, (*of.findings, *stands.against), subject, known)
    return status(stands.indication, stands.sub_indication, *data)


def status(
    indication: Indication, sub_indication: SubIndication | None, *data: Element | None
) -> Element:
    """An indication with its sub-indication, and what these rest on."""
    sub = None if sub_indication is None else sub_indication_uri(sub_indication)
    return vr(
        "SignatureValidationStatus",
        vr("MainIndication", indication_uri(indication)),
        text("SubIndication", sub),
        *data,
    )


def constraints(
    blocks: Iterable[BlockReport], findings: tuple[ReportFinding, ...]
) -> tuple[Element, ...]:
    """What each building block concluded, and noticed; one that did not run is `disabled`."""
    return tuple(_constraint(block, findings) for block in blocks)


def messages(findings: Iterable[ReportFinding]) -> Element | None:
    """What was noticed, in the report's words."""
    data = (
        vr("ReportData", vr("Type", message_uri(each.severity)), vr("Value", finding(each)))
        for each in findings
    )
    return if_any(vr("AdditionalValidationReportData", *data))


def finding(each: ReportFinding) -> Element:
    """One thing that was noticed: its code, its clause and its sentences in both languages."""
    return own(
        "Finding",
        *in_both_languages(each.message),
        code=each.code,
        severity=each.severity,
        subject=each.subject,
        clause=each.clause or None,
    )


def in_both_languages(message: Message) -> tuple[Element, ...]:
    """The sentence in Swedish and in English."""
    sentences = own("Text", message.sv), own("Text", message.en)
    for sentence, language in zip(sentences, ("sv", "en"), strict=True):
        sentence.set(_XML_LANG, language)
    return sentences


def chain_elements(
    chain: tuple[CertificateReport, ...], known: Known
) -> tuple[Element | None, Element | None]:
    """The trust anchor, and the chain from the signing certificate up to it."""
    if not chain:
        return None, None
    anchors = [each.sha256 for each in chain if each.anchor]
    between = [each.sha256 for each in chain[1:] if not each.anchor]
    anchor = anchors[0] if anchors else None
    return (
        known.reference("TrustAnchor", anchor),
        vr(
            "CertificateChain",
            known.reference("SigningCertificate", chain[0].sha256),
            *(known.reference("IntermediateCertificate", each) for each in between),
            known.reference("TrustAnchor", anchor),
        ),
    )


def _data(
    of: SignatureReport | TimestampReport,
    findings: tuple[ReportFinding, ...],
    subject: str,
    known: Known,
) -> Iterator[Element | None]:
    """AssociatedValidationReportData: one holds at most one revoked certificate and one algorithm.

    The first holds the chain and what was noticed, too.
    """
    algorithms = () if of.details is None else of.details.algorithms
    revoked = [element for each in of.chain for element in _revoked(each, known)]
    used = [_algorithm(each, subject) for each in algorithms]
    for number, pair in enumerate(zip_longest(revoked or (None,), used)):
        first = number == 0
        chain = _rests_on(of, known) if first else ()
        told = messages(findings) if first else None
        yield if_any(vr("AssociatedValidationReportData", *chain, *pair, told))


def _rests_on(of: SignatureReport | TimestampReport, known: Known) -> Iterator[Element | None]:
    relied_on = (c.revocation.sha256 for c in of.chain if c.revocation is not None)
    yield from chain_elements(of.chain, known)
    for each in dict.fromkeys(relied_on):
        yield known.reference("RelatedValidationObject", each)


def _revoked(certificate: CertificateReport, known: Known) -> Iterator[Element]:
    said = certificate.revocation
    subject = known.reference("ValidationObjectId", certificate.sha256)
    if said is None or said.revoked_at is None or subject is None:
        return
    yield vr(
        "RevocationStatusInformation",
        subject,
        time("RevocationTime", said.revoked_at),
        text("RevocationReason", None if said.reason is None else reason_uri(said.reason)),
        known.reference("RevocationObject", said.sha256),
    )


def _algorithm(used: AlgorithmReport, subject: str) -> Element:
    return vr(
        "CryptoInformation",
        vr("ValidationObjectId", VOReference=subject),
        vr("Algorithm", algorithm_address(used.name)),
        _key_size(used),
        vr("SecureAlgorithm", boolean(value=used.accepted)),
        time("NotAfter", used.until),
    )


def _key_size(used: AlgorithmReport) -> Element | None:
    if not used.key_size:
        return None
    return vr(
        "AlgorithmParameters",
        vr("Type", "urn:fhvalidate:algorithm:key-size"),
        vr("Value", own("KeySize", str(used.key_size))),
    )


def _constraint(block: BlockReport, findings: tuple[ReportFinding, ...]) -> Element:
    return vr(
        "ValidationConstraint",
        vr("ValidationConstraintIdentifier", block_uri(block.block)),
        vr("ConstraintStatus", vr("Status", DISABLED if block.indication is None else APPLIED)),
        _block_status(block, findings),
    )


def _block_status(block: BlockReport, findings: tuple[ReportFinding, ...]) -> Element | None:
    if block.indication is None:
        return None
    noticed = (each for each in findings if each.code in block.findings)
    sub = None if block.sub_indication is None else sub_indication_uri(block.sub_indication)
    return vr(
        "ValidationStatus",
        vr("MainIndication", indication_uri(block.indication)),
        text("SubIndication", sub),
        if_any(vr("AssociatedValidationReportData", messages(noticed))),
    )
