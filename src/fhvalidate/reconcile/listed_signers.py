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

# What a genitive adds: "Exempelby kommuns stämpel" is Exempelby kommun's.
_GENITIVE = "s"
_MIN_STEM = 4  # letters before it

# What many bodies are called, and tells none of them.
_KINDS = frozenset(
    [
        "kommun",
        "kommunen",
        "region",
        "regionen",
        "stad",
        "staden",
        "landsting",
        "förbund",
        "förbundet",
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
    missing = tuple(name for name in names if not any(s.can_be(name) for s in signings))
    others = [s for s in signings if not any(map(s.can_be, names))]
    stead = next((s.in_their_stead for s in others if s.in_their_stead is not None), None)
    signers = tuple(dict.fromkeys(s.name for s in signings if s.name))
    return Listed(tuple(names), missing, signers, stead)


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
        return any(_has_name(name, said.value) or _is_part(name, said.value) for name in names)
    apart = frozenset(around.page.whole_pages)
    first = next((page for page in around.pages if page.number not in apart), None)
    # Another document than minutes says on its first page whose it is.
    return first is not None and any(_has_name(first.text, name) for name in names)


def _has_name(text: str, name: str) -> bool:
    return has_words(_stems(text), _stems(name))


def _is_part(name: str, whole: str) -> bool:
    """Whether a seal's name is a part that tells it: "Exempelby" of Exempelby kommun."""
    return _has_name(whole, name) and not _KINDS.issuperset(_stems(name).split())


def _stems(text: str) -> str:
    return " ".join(
        word.removesuffix(_GENITIVE) if len(word) > _MIN_STEM else word
        for word in text.casefold().replace(",", " ").split()
    )


def _certifies(names: Sequence[str], around: Surroundings) -> bool:
    """Whether an extract is certified in this name, or in none that is printed."""
    return any(
        not found.names
        or any(may_name_same_person(name, each) for each in found.names for name in names)
        for found in around.certifications
    )


def _name(result: SignatureResult, identity: CertificateIdentity | None) -> str:
    if identity is not None and identity.name:
        return identity.name
    if result.signer is not None:
        return result.signer.common_name or result.signer.subject
    return result.signature.placed.field.claimed_name or ""
