"""What validation tokens say of a signature, for the report and in a line of text."""

from collections.abc import Callable, Iterator

from fhvalidate.conclusion import Verdict
from fhvalidate.report.finding_words import finding_in_words, in_order
from fhvalidate.report.layout import Style, signer_name
from fhvalidate.report.model import Report
from fhvalidate.report.people import attribute_mask
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.report.svt_model import SvtPolicyReport, SvtReport, SvtTimeReport
from fhvalidate.svt.claims import SvtResult
from fhvalidate.validation.process import SignatureResult
from fhvalidate.validation.svt.result import TokenWord
from fhvalidate.words.local_times import local

Mask = Callable[[str], str]
MAX_TOLD = 100  # policies and times of one signature; real tokens have one or two


def report_tokens(result: SignatureResult, mask: Mask) -> tuple[SvtReport, ...]:
    """What each token says of the signature, newest first."""
    return tuple(_report(word, result, mask) for word in result.svt)


def _report(word: TokenWord, result: SignatureResult, mask: Mask) -> SvtReport:
    token, issuer = word.token, word.token.issuer
    shown = attribute_mask(mask)
    subject = f"signature:{word.carrier}"
    return SvtReport(
        issuer="" if token.claims is None else shown(token.claims.issuer),
        issuer_name=None if issuer is None else shown(issuer.common_name or issuer.subject),
        issuer_certificate_sha256=None if issuer is None else issuer.sha256,
        issued_at=word.issued_at,
        time_stamp=word.time,
        time_stamp_field=None if word.field is None else shown(word.field),
        policies=tuple(
            SvtPolicyReport(
                shown(each.policy),
                each.result,
                None if each.message is None else shown(each.message),
            )
            for each in word.claims.results[:MAX_TOLD]
        ),
        times=tuple(
            SvtTimeReport(each.time, shown(each.kind), shown(each.issuer))
            for each in word.claims.times[:MAX_TOLD]
        ),
        holds=word.holds,
        used=word.is_used,
        counts=word.is_used and result.is_vouched_for,
        findings=tuple(
            finding_in_words(each.about(subject), mask) for each in in_order(token.findings)
        ),
    )


def token_words(signature: SignatureReport, style: Style) -> Iterator[str]:
    """By whom the signature is vouched for, when, and whether the token holds; newest first."""
    for told in signature.svt:
        name = signer_name(told.issuer_name or told.issuer, style)
        passed = all(each.result is SvtResult.PASSED for each in told.policies)
        key = "svt-void" if not told.holds else "svt-holds" if passed else "svt-holds-open"
        yield style.words("text", key, name=name, time=local(told.issued_at)[:16])


def vouching(report: Report) -> SvtReport | None:
    """The token on whose issuer's word the document is valid; None where it is on our own."""
    if report.verdict is not Verdict.VALID:
        return None
    told = (each for item in report.signatures for each in item.svt if each.counts)
    return next(told, None)
