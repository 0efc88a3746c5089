"""Those whom the signature page lists, beside those who have signed: who is missing, if anybody.

Fewer of them signing never gives a better verdict: who signs in their stead is asked first, and by
the same rule whether some of them or none have signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from fhvalidate.conclusion import Finding, Verdict
from fhvalidate.constraints import Consequence
from fhvalidate.frozen import frozen
from fhvalidate.identity.certificate_identity import CertificateIdentity, SubjectKind
from fhvalidate.identity.common_names import has_words
from fhvalidate.identity.names import UNREAD, as_told, may_name_same_person
from fhvalidate.minutes.certification import Certification, read_certifications
from fhvalidate.minutes.generic_page import GENERIC
from fhvalidate.minutes.model import Minutes
from fhvalidate.minutes.signature_page import SignaturePage
from fhvalidate.pdf.pages.text import Page
from fhvalidate.reconcile.bodies import is_of_body
from fhvalidate.signature import Integrity, SignatureKind
from fhvalidate.validation.changes import worse
from fhvalidate.validation.process import SignatureResult

MAX_NAMES = 20  # shown
_WORDS_OF_NAMES = (2, 3, 4)


class InTheirStead(StrEnum):
    """Why a signature stands for those listed who have not signed themselves."""

    SERVICE = "service"
    BODY = "body"
    CERTIFIER = "certifier"


@frozen
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
        """Whether any of its names is compatible; a name that is not read is anybody's."""
        own = (self.name, *self.other_names)
        return name == UNREAD or any(may_name_same_person(each, name) for each in own)


@frozen
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


@dataclass(frozen=True)
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
    def pages_apart(self) -> tuple[Page, ...]:
        """The pages but those that the service added."""
        apart = frozenset(self.page.whole_pages)
        return tuple(page for page in self.pages if page.number not in apart)

    @cached_property
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
    return listed_beside([s.name or UNREAD for s in around.page.signers], signings)


def listed_beside(names: Sequence[str], signings: Sequence[Signing]) -> Listed:
    """The names that are listed beside the signatures; no signature is no comparison."""
    if not signings:
        return Listed()
    # Whose name is read comes first; the same name twice is one person, rows without one several.
    read = dict.fromkeys(name for name in names if name != UNREAD)
    unread = [name for name in names if name == UNREAD]
    missing = _unmatched((*read, *unread), signings)
    others = [s for s in signings if not any(map(s.can_be, read))]
    stead = next((s.in_their_stead for s in others if s.in_their_stead is not None), None)
    signers = tuple(dict.fromkeys(s.name for s in signings if s.name))
    return Listed((*read, *unread), missing, signers, stead)


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
    names, signers = as_told(listed.missing)[:MAX_NAMES], listed.signers[:MAX_NAMES]
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
    is_service = identity.kind is not SubjectKind.PERSON and any(
        has_words(name, word) for name in names for word in words
    )
    if is_service:
        return InTheirStead.SERVICE
    if identity.kind is SubjectKind.SEAL and is_of_body(
        identity, around.minutes, around.pages_apart
    ):
        return InTheirStead.BODY
    if identity.kind is not SubjectKind.SEAL and _certifies(identity.names, around):
        return InTheirStead.CERTIFIER
    return None


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
