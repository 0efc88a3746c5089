"""Whether a seal is the body's own whose document it is on, by its names."""

from collections.abc import Sequence

from fhvalidate.identity.certificate_identity import CertificateIdentity
from fhvalidate.minutes.model import Minutes
from fhvalidate.pdf.pages.text import Page

MAX_HEAD = 10  # lines at the head of a first page
# What a genitive adds: "Exempelby kommuns stämpel" is Exempelby kommun's.
_GENITIVE = "s"
_MIN_STEM = 4  # letters before it

# What many bodies are called, and tells none of them.
_KINDS = frozenset(
    "kommun kommunen region regionen stad staden landsting förbund förbundet".split()  # noqa: SIM905
)


# What seals are called, as `_stems` leaves it.
_SEALS = frozenset(
    [
        "stämpel",
        "e-stämpel",
        "sigill",
        "e-sigill",
        "elektronisk",
        "elektroniskt",
        "organisationsstämpel",
        "seal",
        "e-seal",
        "electronic",
    ]
)


def _own_names(identity: CertificateIdentity) -> tuple[str, ...]:
    """What a seal is called: its own name, and its organisation's where that alone is its name.

    A certificate of somebody employed, or of a machine, has the organisation beside another name.
    """
    name, organisation = identity.name or "", identity.organisation or ""
    is_nameless = _stems(name) <= _KINDS
    return tuple(each for each in (name, organisation if is_nameless else "") if each)


def is_of_body(
    identity: CertificateIdentity, minutes: Minutes | None, pages: Sequence[Page]
) -> bool:
    """Whether a seal's names are the organisation's whose minutes, or other document, these are.

    Args:
        identity: whom the seal's certificate names.
        minutes: what was read of the minutes; None of another document.
        pages: the document's own.
    """
    names = _own_names(identity)
    said = (minutes.organisation or minutes.body) if minutes is not None else None
    if said is not None:
        return any(_is_same_body(name, said.value) for name in names)
    first = next(iter(pages), None)
    # Another document than minutes says at the head of its first page whose it is, by itself.
    head = first.text.splitlines()[:MAX_HEAD] if first is not None else ()
    return any(_is_same_body(name, line) for name in names for line in head)


def _is_same_body(one: str, other: str) -> bool:
    """Whether two names are one body's: "Exempelby kommuns e-stämpel" is Exempelby kommun's.

    What kind of body it is may be left out of one of them; nothing else may, for a neighbour's name
    and a company's often hold the body's.
    """
    left, right = _stems(one), _stems(other)
    kinds_left, kinds_right = left & _KINDS, right & _KINDS
    same_kind = not kinds_left or not kinds_right or kinds_left == kinds_right
    return same_kind and bool(left - _KINDS) and left - _KINDS == right - _KINDS


def _stems(text: str) -> frozenset[str]:
    """The words of a body's name without genitives, and without what a seal is called."""
    words = text.casefold().replace(",", " ").split()
    stems = (w.removesuffix(_GENITIVE) if len(w) > _MIN_STEM else w for w in words)
    return frozenset(stems) - _SEALS
