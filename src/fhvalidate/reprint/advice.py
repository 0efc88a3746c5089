"""What to do about a copy: ask for the original, and from whom, if the page says."""

from fhvalidate.identity.names import readable
from fhvalidate.reprint.facts import Facts, evidence
from fhvalidate.reprint.verdict import LOST, Evidence, ReprintVerdict

MAX_NAMES = 5  # a registrar writes to one of them


def advice_on(verdict: ReprintVerdict, facts: Facts) -> Evidence | None:
    """The advice that goes with a verdict; None for an original and for a file without traces."""
    listed = [readable(signer.name) for signer in facts.page.signers] if facts.page else []
    names = tuple(dict.fromkeys(name for name in listed if name))[:MAX_NAMES]
    if verdict in LOST and names:
        return evidence("advice-ask-signers", names=names)
    if verdict in LOST:
        return evidence("advice-ask")
    if any(result.changes.is_only_limited for result in facts.results):
        return (
            evidence("advice-limit") if verdict is ReprintVerdict.UNKNOWN else _ADVICE.get(verdict)
        )
    if verdict is ReprintVerdict.UNKNOWN and facts.unread:
        return evidence("advice-recognise-text", lacking=facts.lacking)
    return _ADVICE.get(verdict)


_ADVICE = {
    ReprintVerdict.ALTERED: evidence("advice-altered"),
    ReprintVerdict.RESEALED: evidence("advice-resealed"),
    ReprintVerdict.SIGNED_ATTACHMENT: evidence("advice-attachment"),
    ReprintVerdict.INCOMPLETE: evidence("advice-incomplete"),
    ReprintVerdict.SIGNATURE_PAGE_MISSING: evidence("advice-page-missing"),
    ReprintVerdict.UNKNOWN: evidence("advice-unknown"),
}
