"""What a reprint verdict makes of the verdict on the document."""

from collections.abc import Mapping

from fhvalidate.conclusion import Finding, Verdict
from fhvalidate.reprint.verdict import LOST, Evidence, Reprint, ReprintVerdict


def outcome(verdict: Verdict, reprint: Reprint) -> tuple[Verdict, tuple[Finding, ...]]:
    """The verdict on the document, and the finding that says why it is not validation's own.

    Args:
        verdict: the document's by its signatures alone.
        reprint: what the file is, beside the signed original.
    """
    if reprint.verdict in LOST:
        return Verdict.REPRINTED, ()
    finding = _finding(reprint)
    if finding is None:
        return verdict, ()
    if verdict is Verdict.INVALID:
        return verdict, (finding,)
    return Verdict.INDETERMINATE, (finding,)


def _finding(reprint: Reprint) -> Finding | None:
    detail = reprint.evidence[0].detail if reprint.evidence else {}
    match reprint.verdict:
        case ReprintVerdict.RESEALED:
            signers, lost = detail.get("signers"), detail.get("lost")
            return Finding.error("resealed", "", signers=signers, lost=lost)
        case ReprintVerdict.SIGNED_ATTACHMENT:
            return Finding.error("signed-only-within", "", name=detail.get("name"))
        case ReprintVerdict.SIGNATURE_PAGE_MISSING:
            return Finding.error("signature-page-missing", "", text=detail.get("text"))
        case ReprintVerdict.UNKNOWN:
            return _undecided({item.code: item for item in reprint.evidence})
        case _:
            return None


def _undecided(seen: Mapping[str, Evidence]) -> Finding | None:
    if seen.keys() & {"signatures-not-verifiable", "later-not-looked-at"}:
        return None  # what is wrong with them is said on each of them
    if "pages-not-looked-at" in seen:
        return Finding.error("original-not-examined")
    if "pages-not-read" in seen:
        detail = seen["pages-not-read"].detail
        pages, lacking = detail.get("pages"), detail.get("lacking")
        return Finding.error("pages-not-recognised", "", pages=pages, lacking=lacking)
    return Finding.error("original-not-decided")
