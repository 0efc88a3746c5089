"""Those whom the signature page lists, beside those who have signed: who is missing, if anybody.

Fewer of them signing never gives a better verdict: who signs in their stead is asked first, and by
the same rule whether some of them or none have signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from fhvalidate.conclusion import Finding, Verdict
from fhvalidate.constraints import Consequence
from fhvalidate.identity.certificate_identity import CertificateIdentity, SubjectKind
from fhvalidate.identity.common_names import has_words
from fhvalidate.identity.names import may_name_same_person
from fhvalidate.minutes.certification import Certification, read_certifications
from fhvalidate.minutes.generic_page import GENERIC
from fhvalidate.minutes.model import Minutes
from fhvalidate.minutes.signature_page import SignaturePage
from fhvalidate.pdf.pages.text import Page
from fhvalidate.signature import Integrity, SignatureKind
from fhvalidate.validation.changes import worse
from fhvalidate.validation.process import SignatureResult

MAX_NAMES = 20  # shown
_WORDS_OF_NAMES = (2, 3, 4)
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


class InTheirStead(StrEnum):
    """Why a signature stands for those listed who have not signed themselves."""

    SERVICE = "service"
    BODY = "body"
    CERTIFIER = "certifier"


@dataclass(frozen=True, slots=True)
class Signing:
    """An intact signature, by whom, as far as names tell.

    Attributes:
        other_names: what else its certificate calls its holder.
        in_their_stead: why it stands for those listed; None for anybody's own.
    """

    name: str
    in_their_stead: InTheirStead | None = None
    other_names: tuple[str, ...] = ()

    def can_be(self, name: str) -> bool:
        """Whether any of its names is compatible with the name."""
        return any(may_name_same_person(own, name) for own in (self.name, *self.other_names))


@dataclass(frozen=True, slots=True)
class Listed:
    """Who is listed and has not signed, and why nothing follows from it, if nothing does.

    Attributes:
        names: all that are listed; `missing` those of them who have not signed.
        signers: the names of those who have.
    """

    names: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    in_their_stead: InTheirStead | None = None

    @property
    def nobody(self) -> bool:
        """Whether not one of those listed has signed."""
        return bool(self.missing) and len(self.missing) == len(self.names)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What tells who may sign in the stead of those listed.

    Attributes:
        services: words in the names of services that seal for those on a page of no known vendor.
    """

    page: SignaturePage
    minutes: Minutes | None
    pages: Sequence[Page] = field(repr=False)
    services: tuple[str, ...] = ()

    @property
    def certifications(self) -> tuple[Certification, ...]:
        """The places where an extract is certified."""
        return read_certifications(self.pages, apart_from=frozenset(self.page.whole_pages))


def compare_listed(
    results: Sequence[SignatureResult],
    identities: Sequence[CertificateIdentity | None],
    around: Surroundings | None,
) -> Listed:
    """Those listed beside those who have signed; nobody is missing where nobody has signed.

    Args:
        results: what validation concluded on each signature.
        identities: whom their certificates name, in the same order.
        around: what tells who may sign for others; None without a signature page.
    """
    if around is None:
        return Listed()
    signings = [
        Signing(
            _name(result, identity),
            in_their_stead(identity, around),
            () if identity is None else identity.names,
        )
        for result, identity in zip(results, identities, strict=True)
        if result.signature.kind is SignatureKind.SIGNATURE
        and result.integrity is Integrity.INTACT
        and result.signature.placed.shape.contents is not None
    ]
    return listed_beside([s.name for s in around.page.signers if s.name], signings)


def listed_beside(names: Sequence[str], signings: Sequence[Signing]) -> Listed:
    """The names that are listed beside the signatures; no signature is no comparison."""
    if not signings:
        return Listed()
    missing = _unmatched(tuple(dict.fromkeys(names)), signings)
    others = [s for s in signings if not any(map(s.can_be, names))]
    stead = next((s.in_their_stead for s in others if s.in_their_stead is not None), None)
    signers = tuple(dict.fromkeys(s.name for s in signings if s.name))
    return Listed(tuple(names), missing, signers, stead)


def _unmatched(names: Sequence[str], signings: Sequence[Signing]) -> tuple[str, ...]:
    """The names that are left when each signature stands for one name, and as many as can be do."""
    taken: dict[int, str] = {}

    def find(name: str, tried: set[int]) -> bool:
        for index, signing in enumerate(signings):
            if index in tried or not signing.can_be(name):
                continue
            tried.add(index)
            if index not in taken or find(taken[index], tried):
                taken[index] = name
                return True
        return False

    return tuple(name for name in names if not find(name, set()))


def judge_listed(
    verdict: Verdict, listed: Listed, consequence: Consequence
) -> tuple[Verdict, tuple[Finding, ...]]:
    """The verdict on the document with what follows from who has not signed, and why.

    Args:
        verdict: on the document by everything else.
        listed: those listed beside those who have signed.
        consequence: what a policy says follows.
    """
    if not listed.missing or listed.in_their_stead is not None:
        return verdict, ()
    names, signers = listed.missing[:MAX_NAMES], listed.signers[:MAX_NAMES]
    clause = "policy"
    if consequence is Consequence.ACCEPT:
        if not listed.nobody:
            return verdict, ()  # each of them is told by name
        return verdict, (
            Finding.warning("listed-have-not-signed", clause, names=names, signers=signers),
        )
    worst = Verdict.INVALID if consequence is Consequence.INVALID else Verdict.INDETERMINATE
    if verdict not in {Verdict.VALID, Verdict.INDETERMINATE, Verdict.INVALID}:
        return verdict, ()  # what says that signatures are lost says it better
    if listed.nobody:
        found = Finding.error("listed-have-not-signed", clause, names=names, signers=signers)
    else:
        found = Finding.error("signatures-incomplete", "", names=names)
    return worse(verdict, worst), (found,)


def in_their_stead(
    identity: CertificateIdentity | None, around: Surroundings
) -> InTheirStead | None:
    """Why the holder of a certificate may sign for those whom the page lists; None: for no reason.

    A service seals (the page's profile or a table says so), the body seals its own document, or
    somebody certifies an extract.
    """
    if identity is None:
        return None
    page = around.page
    names = tuple(name for name in (identity.name, identity.organisation) if name)
    words = page.sealed_by or (around.services if page.profile == GENERIC else ())
    # Nobody's own certificate is a service's, whatever the page says of itself.
    is_service = identity.kind is not SubjectKind.PERSON and (
        page.seals or any(has_words(name, word) for name in names for word in words)
    )
    if is_service:
        return InTheirStead.SERVICE
    if identity.kind is SubjectKind.SEAL and _is_of_body(names, around):
        return InTheirStead.BODY
    if identity.kind is not SubjectKind.SEAL and _certifies(identity.names, around):
        return InTheirStead.CERTIFIER
    return None


def _is_of_body(names: Sequence[str], around: Surroundings) -> bool:
    """Whether a seal's names are the organisation's whose minutes these are."""
    minutes = around.minutes
    said = (minutes.organisation or minutes.body) if minutes is not None else None
    if said is not None:
        return any(_is_same_body(name, said.value) for name in names)
    apart = frozenset(around.page.whole_pages)
    first = next((page for page in around.pages if page.number not in apart), None)
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


def _certifies(names: Sequence[str], around: Surroundings) -> bool:
    """Whether an extract is certified in this name, or where no name is printed at all."""
    return any(
        found.is_blank
        or any(may_name_same_person(name, each) for each in _named_there(found) for name in names)
        for found in around.certifications
    )


def _named_there(found: Certification) -> tuple[str, ...]:
    """The names that stand where an extract is certified, and whatever words may be one."""
    words = (line.split() for line in found.lines)
    phrases = (
        " ".join(line[at : at + size])
        for line in words
        for size in _WORDS_OF_NAMES
        for at in range(len(line) - size + 1)
    )
    return (*found.names, *phrases)


def _name(result: SignatureResult, identity: CertificateIdentity | None) -> str:
    if identity is not None and identity.name:
        return identity.name
    if result.signer is not None:
        return result.signer.common_name or result.signer.subject
    return result.signature.placed.field.claimed_name or ""
