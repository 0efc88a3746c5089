"""The report's values on people: who a certificate names, and the rows of the table of signers."""

from datetime import datetime

from fhvalidate.frozen import frozen
from fhvalidate.identity.certificate_identity import SubjectKind
from fhvalidate.identity.names import NameReason
from fhvalidate.identity.numbers import NumberKind
from fhvalidate.minutes.model import Role
from fhvalidate.reconcile.signers import Holds, SignerSource, TimeSource


@frozen
class AssuranceReport:
    """The level of assurance of a login; `level` 0 is no Swedish level."""

    uri: str
    name: str
    level: int
    reviewed: bool


@frozen
class IdentityReport:
    """Whom a signing certificate names and how they logged in; `claimed` when nobody vouches.

    `test` tells that the identity provider is one for tests, whose people are not real.
    """

    kind: SubjectKind
    name: str | None
    given_name: str | None
    surname: str | None
    number: str | None
    number_kind: NumberKind | None
    country: str | None
    organisation: str | None
    organisation_number: str | None
    identity_provider: str | None
    identity_provider_name: str | None
    e_identification: str | None
    assurance: AssuranceReport | None
    authenticated_at: datetime | None
    service: str | None
    transaction: str | None
    test: bool
    claimed: bool


@frozen
class SignerRow:
    """One person or body in the table of signers.

    `signature` is an index into `signatures`, `page_signer` one into `signature_page.signers`,
    `person` one into `minutes.people`. `match_score` is from 0 to 1, of the weakest join.
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
    match_score: float | None = None
    match_reason: NameReason | None = None
