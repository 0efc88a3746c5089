"""People: minutes, signature page and certificates side by side, one table of signers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from fhvalidate.conclusion import Indication, Verdict
from fhvalidate.frozen import frozen
from fhvalidate.identity.certificate_identity import CertificateIdentity, SubjectKind
from fhvalidate.identity.common_names import names_body, reads_as_person
from fhvalidate.identity.names import NameMatch, match_names, readable
from fhvalidate.minutes.model import Minutes, Person, Role
from fhvalidate.minutes.signature_page import PageSigner, SignaturePage
from fhvalidate.reconcile.assignment import Assignment, assign
from fhvalidate.reconcile.signature_model import SignatureModel, sealing, signature_model
from fhvalidate.signature import SignatureKind
from fhvalidate.validation.process import SignatureResult

# A match as good as this is joined even if another person has the same name.
CERTAIN = 0.9

# Of two equally like names the one whose time is near counts a little more.
NEAR = timedelta(minutes=10)
NEAR_BONUS = 0.004

# Who is expected to sign minutes. A secretary who does not sign is normal.
EXPECTED = (Role.CHAIR, Role.TO_VERIFY)


class Holds(StrEnum):
    """Whether a person's signature holds."""

    YES = "yes"
    NO = "no"
    NOT_ESTABLISHED = "not-established"


class SignerSource(StrEnum):
    """Where a signer's name was found."""

    CERTIFICATE = "certificate"
    SIGNATURE_PAGE = "signature-page"
    MINUTES = "minutes"


class TimeSource(StrEnum):
    """What says when somebody signed; only a time-stamp proves it."""

    TIME_STAMP = "time-stamp"
    SIGNING_TIME = "signing-time"
    SIGNATURE_PAGE = "signature-page"


@frozen
class Signer:
    """One row of the table of signers.

    Attributes:
        name: by the certificate where there is one, else by the page, else by the minutes; the
            first that can be read, and empty where none can.
        signature: the index of the signature; None for a name that has none.
        page_signer: the index of the page's row; None for a name that the page does not have.
        person: the index of the person in the minutes.
        kind: whether the signature is a person's or an organisation's seal.
        method: the e-identification, by the certificate where it tells, else by the page.
        match: the weakest of the joins that made the row; None when there was none to make.
    """

    name: str
    sources: tuple[SignerSource, ...]
    signature: int | None
    page_signer: int | None
    holds: Holds
    person: int | None = None
    kind: SubjectKind = SubjectKind.PERSON
    name_in_certificate: str | None = None
    name_on_page: str | None = None
    name_in_minutes: str | None = None
    roles: tuple[Role, ...] = ()
    signed_at: datetime | None = None
    time_source: TimeSource | None = None
    method: str | None = None
    match: NameMatch | None = None


@frozen
class SignerTable:
    """The table of signers, what stands behind it, and the names that could not be joined."""

    model: SignatureModel
    rows: tuple[Signer, ...]
    seals: frozenset[int]
    ambiguous: tuple[str, ...] = ()


@frozen
class Facts:
    """What is laid side by side."""

    results: Sequence[SignatureResult]
    identities: Sequence[CertificateIdentity | None]
    page: SignaturePage | None
    minutes: Minutes | None
    model: SignatureModel
    seals: frozenset[int]


def tabulate_signers(
    results: Sequence[SignatureResult],
    identities: Sequence[CertificateIdentity | None],
    *,
    page: SignaturePage | None,
    minutes: Minutes | None,
    has_marks: bool,
) -> SignerTable:
    """Who signed by the certificates, who by the page, and who was to by the minutes."""
    seals = sealing(results, identities, page)
    model = signature_model(results, seals, page, has_marks=has_marks)
    facts = Facts(results, identities, page, minutes, model, seals)
    signed, joined = _signed_rows(facts)
    rows = [*signed, *_page_rows(facts, set(joined.pairs.values()))]
    rows, by_minutes = _with_minutes(rows, facts)
    rows += _expected_rows(rows, facts)
    names = [_name(facts, index) for index, _ in joined.ambiguous]
    names += [rows[index].name for index, _ in by_minutes.ambiguous]
    return SignerTable(model, tuple(rows), seals, tuple(dict.fromkeys(names)))


def _signed_rows(facts: Facts) -> tuple[list[Signer], Assignment]:
    """A row for each signature, with the row of the page that is the same person's."""
    listed = facts.page.signers if facts.page is not None else ()
    people = [index for index in _signatures(facts) if index not in facts.seals]
    scores = {}
    for index in people:
        for number, signer in enumerate(listed):
            match = _match(facts, index, signer.name or "")
            if match.score:
                bonus = NEAR_BONUS if _is_near(facts.results[index], signer) else 0.0
                scores[index, number] = match.score + bonus
    joined = assign(scores, certain=CERTAIN)
    return [_signed(facts, index, joined.pairs) for index in _signatures(facts)], joined


def _signatures(facts: Facts) -> Iterator[int]:
    for index, result in enumerate(facts.results):
        if result.signature.kind is SignatureKind.SIGNATURE:
            yield index


def _name(facts: Facts, index: int) -> str:
    result, identity = facts.results[index], facts.identities[index]
    if identity is not None and identity.name:
        return identity.name
    if result.signer is not None:
        return result.signer.common_name or result.signer.subject
    claimed = result.signature.placed.field.claimed_name or ""
    # The dictionary says whatever a program wrote there, and a field's name is nobody's.
    return claimed if reads_as_person(claimed) or names_body(claimed) else ""


def _match(facts: Facts, index: int, name: str) -> NameMatch:
    """How well the best of a certificate's names fits: the common name, or given and surname."""
    identity = facts.identities[index]
    own = (_name(facts, index), *(identity.names if identity is not None else ()))
    return max((match_names(each, name) for each in own), key=lambda match: match.score)


def _signed(facts: Facts, index: int, pairs: Mapping[int, int]) -> Signer:
    result, identity = facts.results[index], facts.identities[index]
    number = pairs.get(index)
    entry = facts.page.signers[number] if facts.page is not None and number is not None else None
    name = _name(facts, index)
    by_certificate = identity is not None and (result.signer is not None or bool(identity.name))
    sources = (SignerSource.CERTIFICATE,) if by_certificate else ()
    kind = SubjectKind.UNKNOWN if identity is None else identity.kind
    time, source = signature_time(result)
    method = identity.provider.e_identification if identity and identity.provider else None
    return Signer(
        name=readable(name) or readable(entry.name if entry else None),
        sources=(*sources, SignerSource.SIGNATURE_PAGE) if entry else sources,
        signature=index,
        page_signer=number,
        holds=_holds(result),
        kind=SubjectKind.SEAL if index in facts.seals else kind,
        name_in_certificate=name if by_certificate else None,
        name_on_page=entry.name if entry else None,
        signed_at=time,
        time_source=source,
        method=method or (entry.method if entry else None),
        match=_match(facts, index, entry.name or "") if entry else None,
    )


def _page_rows(facts: Facts, taken: set[int]) -> Iterator[Signer]:
    """A row for each name that only the page has."""
    for number, entry in enumerate(facts.page.signers if facts.page is not None else ()):
        if number in taken or not entry.name:
            continue
        yield Signer(
            name=readable(entry.name),
            sources=(SignerSource.SIGNATURE_PAGE,),
            signature=None,
            page_signer=number,
            holds=Holds.NOT_ESTABLISHED,
            name_on_page=entry.name,
            signed_at=entry.signed_at,
            time_source=TimeSource.SIGNATURE_PAGE if entry.signed_at else None,
            method=entry.method,
        )


def _with_minutes(rows: Sequence[Signer], facts: Facts) -> tuple[list[Signer], Assignment]:
    """The rows with the person of the minutes that each is, and that person's roles."""
    people = facts.minutes.people if facts.minutes is not None else ()
    matches: dict[tuple[int, int], NameMatch] = {}
    for at, row in enumerate(rows):
        if row.kind is SubjectKind.SEAL:
            continue
        # Certificate and page mostly say the same name.
        names = dict.fromkeys((row.name_in_certificate or "", row.name_on_page or "", row.name))
        for number, person in enumerate(people):
            best = max(
                (match_names(name, person.name) for name in names), key=lambda match: match.score
            )
            if best.score:
                matches[at, number] = best
    joined = assign({pair: match.score for pair, match in matches.items()}, certain=CERTAIN)
    made = [
        _with_person(row, joined.pairs[at], people, matches[at, joined.pairs[at]])
        if at in joined.pairs
        else row
        for at, row in enumerate(rows)
    ]
    return made, joined


def _with_person(row: Signer, number: int, people: Sequence[Person], match: NameMatch) -> Signer:
    weakest = min((m for m in (row.match, match) if m), key=lambda m: m.score)
    return replace(
        row,
        name=row.name or readable(people[number].name),
        sources=(*row.sources, SignerSource.MINUTES),
        person=number,
        name_in_minutes=people[number].name,
        roles=people[number].roles,
        match=weakest,
    )


def _expected_rows(rows: Sequence[Signer], facts: Facts) -> Iterator[Signer]:
    """A row for each who was to sign and whom neither page nor certificate names."""
    if facts.minutes is None or facts.model is SignatureModel.NONE:
        return
    known = {row.person for row in rows}
    for number, person in enumerate(facts.minutes.people):
        if number not in known and any(role in EXPECTED for role in person.roles):
            yield Signer(
                name=person.name,
                sources=(SignerSource.MINUTES,),
                signature=None,
                page_signer=None,
                holds=Holds.NOT_ESTABLISHED,
                person=number,
                name_in_minutes=person.name,
                roles=person.roles,
            )


def signature_time(result: SignatureResult) -> tuple[datetime | None, TimeSource | None]:
    """When the signature was made: what a time-stamp proves, else what the signer claims."""
    if any(stamp.proven_time is not None for stamp in result.timestamps):
        return result.best_signature_time, TimeSource.TIME_STAMP
    claimed = result.signature.claimed_time
    return claimed, TimeSource.SIGNING_TIME if claimed else None


def _is_near(result: SignatureResult, signer: PageSigner) -> bool:
    time, _ = signature_time(result)
    if time is None or signer.signed_at is None or time.tzinfo is None:
        return False
    return abs(time - signer.signed_at) <= NEAR


def _holds(result: SignatureResult) -> Holds:
    match result.conclusion.indication:
        case Indication.TOTAL_FAILED:
            return Holds.NO
        case Indication.TOTAL_PASSED:
            changed = result.changes.verdict
            return Holds.YES if changed is Verdict.VALID else Holds.NOT_ESTABLISHED
        case _:
            return Holds.NOT_ESTABLISHED
