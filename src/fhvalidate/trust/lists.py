"""Trusted lists as values: services with their history, and what was declared of each (TS 119 612).

A set of lists is what one update gives: the list of lists with the national lists it vouches for.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import UTC, datetime

from fhvalidate.conclusion import Finding
from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.trust.beliefs import FOREVER, Belief, Purpose
from fhvalidate.trust.criteria import Criteria
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate

MAX_LIST_SIZE = 20_971_520  # bytes; the largest real list, Italy's, has 3 MB
MAX_FILES = 200  # of one snapshot: a list of lists, some pivots, some thirty countries

SVC_TYPE = "http://uri.etsi.org/TrstSvc/Svctype/"
SVC_STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
CA_QC = SVC_TYPE + "CA/QC"
QTST = SVC_TYPE + "TSA/QTST"
GRANTED = SVC_STATUS + "granted"
# TS 119 612, 5.5.4: what counted as qualified before Regulation (EU) 910/2014 applied. A history
# may name it with the URI of the older versions of the standard.
OLDER_STATUS = "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/Svcstatus/"
_BEFORE_EIDAS = ("undersupervision", "supervisionincessation", "accredited")
QUALIFIED_BEFORE_EIDAS = frozenset(
    base + name for base in (SVC_STATUS, OLDER_STATUS) for name in _BEFORE_EIDAS
)
EIDAS_APPLIES = datetime(2016, 6, 30, 22, 0, tzinfo=UTC)  # 1 July 2016 in Brussels

# Only what lists call qualified becomes an anchor; a list also names services that only its
# country approves, and those are for their readers to add.
_PURPOSES = {CA_QC: Purpose.SIGNATURE, QTST: Purpose.TIMESTAMP}


@frozen
class Qualification:
    """Qualifiers that a list gives to the certificates of a service that meet the criteria."""

    qualifiers: tuple[str, ...]
    criteria: Criteria


@frozen
class ServiceState:
    """What a service was from one time until another.

    Attributes:
        type, status: URIs of TS 119 612, 5.5.1 and 5.5.4.
        since: when the status began; `until` when the next one did, None for the current one.
        certificates: SHA-256 of the certificates that identify the service.
        additional: URIs of its additional service information (5.5.9.4).
        qualifications: what it says of the certificates it issued (5.5.9.2).
        unknown_critical: whether it has a critical extension that nothing here understands.
    """

    type: str
    name: str
    status: str
    since: datetime
    until: datetime | None
    certificates: tuple[str, ...]
    additional: tuple[str, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    unknown_critical: bool = False

    def covers(self, at: datetime) -> bool:
        """Whether this is the state that the service had at that time."""
        return self.since <= at and (self.until is None or at < self.until)

    @property
    def qualified(self) -> bool:
        """Whether the status is one under which a service of this type is qualified."""
        if self.status == GRANTED:
            return True
        return self.status in QUALIFIED_BEFORE_EIDAS and self.since < EIDAS_APPLIES


@frozen
class Service:
    """One service of one provider, its states newest first."""

    provider: str
    states: tuple[ServiceState, ...]


@frozen
class ListedCertificate:
    """A certificate of a list, in a form that need not be parsed before it is asked for."""

    der: bytes = field(repr=False)
    subject_key: str


@frozen
class Equivalence:
    """A mutual recognition: what another party's list calls what the EU calls `CA/QC` (MRA).

    Attributes:
        since: when it was enacted.
        enacted: whether its status is that it is in force.
        additional: additional service information that the pointing party's type carries.
        types, statuses, qualifiers: the other party's URIs, each to the EU's.
        contents: per context (`QcCompliance`, `QcType`, `QcQSCD`), what the other party's
            certificate must declare.
    """

    identifier: str
    since: datetime
    enacted: bool
    additional: tuple[str, ...]
    types: Mapping[str, str]
    statuses: Mapping[str, str]
    qualifiers: Mapping[str, str]
    contents: tuple[tuple[str, Criteria], ...]


@frozen
class TrustedList:
    """One list whose signature was verified.

    Attributes:
        territory: as the list of lists has it: a country, or a party to a mutual recognition.
        sha256: of the file.
        next_update: after that time the list answers nothing; None for a closed list.
        equivalences: how its words are to be read, when it is not a member state's.
    """

    territory: str
    sequence: int
    issued: datetime
    next_update: datetime | None
    sha256: str
    services: tuple[Service, ...]
    equivalences: tuple[Equivalence, ...] = ()

    def answers(self, at: datetime) -> bool:
        """Whether the list can say what was so at that time: up to its NextUpdate, never later."""
        return self.next_update is not None and at <= self.next_update


@frozen
class TrustedLists:
    """The lists of one snapshot.

    Attributes:
        name: of the snapshot, with its date and digest.
        sequence: the number of the list of lists (TS 119 612, 5.3.2): it only ever rises.
        sha256: over the files.
        expected: the territories that the list of lists points to.
        certificates: every certificate of every service, by SHA-256.
        findings: what was missing, damaged or not verifiable.
    """

    name: str
    sha256: str
    lists: tuple[TrustedList, ...]
    expected: tuple[str, ...]
    certificates: Mapping[str, ListedCertificate]
    findings: tuple[Finding, ...] = ()
    sequence: int = 0
    _by_subject: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _beliefs: dict[str, tuple[Belief, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        beliefs: dict[str, list[Belief]] = {}
        for item in self.lists:
            for belief in _beliefs_of(item, self.name):
                beliefs.setdefault(belief.sha256, []).append(belief)
        subjects: dict[str, list[str]] = {}
        for digest, listed in self.certificates.items():
            subjects.setdefault(listed.subject_key, []).append(digest)
        object.__setattr__(self, "_beliefs", {k: tuple(v) for k, v in beliefs.items()})
        object.__setattr__(self, "_by_subject", {k: tuple(v) for k, v in subjects.items()})

    @property
    def count(self) -> int:
        """How many certificates of qualified services the lists hold."""
        return len(self._beliefs)

    def issuers_among(
        self, names: frozenset[str], digests: frozenset[str]
    ) -> tuple[tuple[Certificate, tuple[Belief, ...]], ...]:
        """The listed anchors with one of the subjects (`subject_key`) or SHA-256 digests."""
        wanted = {d for name in names for d in self._by_subject.get(name, ())} | digests
        found = (
            (self.certificate(digest), self._beliefs[digest])
            for digest in sorted(wanted)
            if digest in self._beliefs
        )
        return tuple((item, beliefs) for item, beliefs in found if item is not None)

    def certificate(self, sha256: str) -> Certificate | None:
        """The certificate with the digest, parsed; None when it cannot be."""
        listed = self.certificates.get(sha256)
        try:
            return None if listed is None else read_certificate(listed.der)
        except Asn1Error:
            return None

    def services_of(
        self, certificate: Certificate, *, service_type: str
    ) -> tuple[tuple[TrustedList, ServiceState], ...]:
        """Every state, of any time, of the services that the name and key identify."""
        alike = self._by_subject.get(certificate.subject_key, ())
        parsed = {digest: self.certificate(digest) for digest in alike}
        digests = {
            digest
            for digest, found in parsed.items()
            if found is not None and found.public_key == certificate.public_key
        }
        found = (
            (item, as_eu_state(item, state))
            for item in self.lists
            for service in item.services
            for state in service.states
            if not digests.isdisjoint(state.certificates)
        )
        return tuple((item, state) for item, state in found if state.type == service_type)


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """One digest over all the files, whatever they are called."""
    digests = sorted(hashlib.sha256(data).hexdigest() for data in files.values())
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def lists_of(listed: Iterable[object]) -> TrustedLists | None:
    """The trusted lists among the sources of anchors; None when there are none."""
    return next((item for item in listed if isinstance(item, TrustedLists)), None)


def list_notes(lists: TrustedLists, *, at: datetime) -> tuple[Finding, ...]:
    """A finding on the lists that say nothing of the time `at`: they should have been renewed."""
    expired = [item for item in lists.lists if not item.answers(at)]
    if not expired:
        return ()
    first = min((i.next_update for i in expired if i.next_update is not None), default=None)
    territories = tuple(sorted(item.territory for item in expired))
    return (Finding.warning("trusted-list-expired", territories=territories, next_update=first),)


def _beliefs_of(item: TrustedList, source: str) -> Iterable[Belief]:
    """What the list lets be believed: through its history, up to its NextUpdate."""
    if item.next_update is None:
        return
    for service in item.services:
        for told in service.states:
            state = as_eu_state(item, told)
            purpose = _PURPOSES.get(state.type)
            # TS 119 612, 5.5.9: what is critical and not understood may say the opposite.
            if purpose is None or not state.qualified or state.unknown_critical:
                continue
            until = min(state.until or FOREVER, item.next_update)
            if state.since > until:
                continue
            for digest in state.certificates:
                label = f"{item.territory}: {state.name}"
                yield Belief(digest, purpose, label, source, state.since, until, qualified=True)


def as_eu_state(lists: TrustedList, state: ServiceState) -> ServiceState:
    """The state in the EU's words, when a mutual recognition in force says how to read it."""
    for equivalence in lists.equivalences:
        if not equivalence.enacted or state.type not in equivalence.types:
            continue
        since = max(state.since, equivalence.since)
        if state.until is not None and since >= state.until:
            continue
        return ServiceState(
            equivalence.types[state.type],
            state.name,
            equivalence.statuses.get(state.status, state.status),
            since,
            state.until,
            state.certificates,
            (*state.additional, *equivalence.additional),
            tuple(
                Qualification(
                    tuple(equivalence.qualifiers.get(q, q) for q in item.qualifiers), item.criteria
                )
                for item in state.qualifications
            ),
            state.unknown_critical,
        )
    return state
