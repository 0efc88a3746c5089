"""What the signature page claims, and whether this is the original, in the report's names."""

from collections.abc import Callable

from fhvalidate.identity.names import readable
from fhvalidate.minutes.signature_page import SignaturePage
from fhvalidate.report.finding_words import masked
from fhvalidate.report.messages import message_for
from fhvalidate.report.model import (
    EvidenceReport,
    PageSignerReport,
    ReprintReport,
    SignaturePageReport,
)
from fhvalidate.report.people import (
    attribute_mask,
    certain_mask,
    optional,
    text_mask,
)
from fhvalidate.reprint.verdict import Reprint

Mask = Callable[[str], str]


def report_page(page: SignaturePage, mask: Mask) -> SignaturePageReport:
    """What the signature page says."""
    return SignaturePageReport(
        page=page.page,
        profile=page.profile,
        statement=text_mask(mask)(page.statement),
        signers=tuple(
            PageSignerReport(
                name=mask(readable(signer.name)),
                signed_at=signer.signed_at,
                zone_assumed=signer.zone_assumed,
                method=optional(signer.method, attribute_mask(mask)),
                # A vendor may print a personal identity number where others print a reference.
                reference=optional(signer.reference, _reference_mask(mask)),
                page=signer.page,
            )
            for signer in page.signers
        ),
        pages=page.pages,
        certainty=page.certainty,
        seals=page.seals,
        stamped=page.stamped,
    )


def _reference_mask(mask: Mask) -> Mask:
    """A reference is mostly a long code, parts of which can be shaped like a number."""
    certain = certain_mask(mask)
    return lambda text: certain(text_mask(mask)(text))


def report_reprint(reprint: Reprint, mask: Mask) -> ReprintReport:
    """Whether it is the original, with the evidence in words."""
    evidence = []
    for item in reprint.evidence:
        detail = masked(item.detail, mask)
        evidence.append(
            EvidenceReport(item.code, detail, item.page, message_for(item.code, detail))
        )
    advice = None
    if reprint.advice is not None:
        advice = message_for(reprint.advice.code, masked(reprint.advice.detail, mask))
    return ReprintReport(reprint.verdict, reprint.confidence, tuple(evidence), advice)
