"""What an archive's own statement proves, and what contradicts it (EN 319 102-1, 5.6.3.2).

The statement is that some bytes existed at a time. Whatever lies in them and is authentic says by
its own date that they did not exist before: a time-stamp, a CRL, an OCSP response, a certificate.
A claimed signing time is not authentic, and contradicts nothing.

NOTE: the standard takes a proof that is provided as it is. One that the bytes themselves contradict
would let a signature pass that was made after its certificate was revoked
(test_held_since.py: test_a_statement_that_something_authentic_contradicts_proves_nothing).
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from fhvalidate.conclusion import Finding
from fhvalidate.constraints import Limits
from fhvalidate.frozen import frozen
from fhvalidate.pdf.document.document import Document
from fhvalidate.pdf.revisions.held_bytes import HeldBytes, read_held_bytes
from fhvalidate.poe import HeldSince, ProofsOfExistence
from fhvalidate.signature import Signature
from fhvalidate.times import shifted
from fhvalidate.validation.context import Context
from fhvalidate.validation.dated import Dated, dated_items
from fhvalidate.validation.proofs import objects_of_signature, objects_of_store
from fhvalidate.x509.certificates.certificate import Certificate

CLAUSE = "EN 319 102-1, 5.6.3.2"
# Of a statement that is right nothing is later, and of one that is wrong the first is authentic,
# unless the file was made to cost work.
MAX_ASKED = 50


@frozen
class Statement:
    """What an archive says of some bytes of a file, and what lies in them; believed in nothing yet.

    Attributes:
        bytes: None when the file does not begin with bytes of the digest that was stated.
        objects: what lies in them, by digests.
        embedded: the files that lie in them, by digests.
    """

    held: HeldSince
    bytes: HeldBytes | None
    objects: frozenset[str] = frozenset()
    embedded: frozenset[str] = frozenset()


@frozen
class Weighed:
    """What came of a statement.

    Attributes:
        poes: the proofs of existence that it gives.
        finding: what is to be said of it.
        contradicted: whether something authentic in the bytes is later, or may be.
        embedded: the files within that it proves something of, by digests.
    """

    poes: ProofsOfExistence
    finding: Finding
    contradicted: bool = False
    embedded: frozenset[str] = frozenset()


def read_statement(
    held: HeldSince, document: Document, signatures: tuple[Signature, ...], limits: Limits
) -> Statement:
    """What lies in the bytes that the archive says that it has held.

    Of the whole file, everything; of an earlier revision, the signatures that it ends after, and
    the document security store as it was then.
    """
    found = read_held_bytes(document, held.sha256, limits)
    if found is None:
        return Statement(held, None)
    objects = set(objects_of_store(found.store))
    whole = found.end == len(document.data)
    for signature in signatures:
        if whole or 0 < signature.covered_end <= found.end:
            objects |= objects_of_signature(signature)
    files = (file.data for file in found.embedded if file.data is not None)
    embedded = frozenset(hashlib.sha256(data).hexdigest() for data in files)
    return Statement(held, found, frozenset(objects), embedded)


def weigh_statement(
    statement: Statement,
    document: Document,
    signatures: tuple[Signature, ...],
    context: Context,
) -> Weighed:
    """The proofs of existence that the statement gives; none when the bytes contradict it."""
    poes = ProofsOfExistence(context.at)
    held = statement.held
    if statement.bytes is None:
        digest, code = held.sha256 or "", "held-since-digest-unknown"
        finding = Finding.warning(code, CLAUSE, held_since=held.time, digest=digest.lower())
        return Weighed(poes, finding)
    since = held.time
    later = _later(statement, document.data, signatures, context)
    latest, certificate = _vouched(later[:MAX_ASKED])
    if latest is None and len(later) > MAX_ASKED:
        code = "held-since-not-weighed"
        finding = Finding.warning(code, CLAUSE, held_since=since, count=len(later))
        return Weighed(poes, finding, contradicted=True)
    if latest is not None and certificate is not None:
        if latest.time > shifted(held.time, clock_difference(context)):
            finding = _contradicted(held, latest, certificate)
            return Weighed(poes, finding, contradicted=True)
        # Of clocks that differ, the later: nothing is proven older than what lies beside it.
        since = latest.time
    return Weighed(
        poes.adding(statement.objects, at=since),
        _told(statement, statement.bytes, document),
        embedded=statement.embedded,
    )


def held_within(held: HeldSince | None, weighed: Weighed | None, data: bytes) -> HeldSince | None:
    """The statement on a file that lies in the bytes of the one that is made; None: there is none.

    `weighed` is what came of the statement `held` on the outer file.
    """
    if held is None or weighed is None or not weighed.embedded:
        return None
    return HeldSince(held.time) if hashlib.sha256(data).hexdigest() in weighed.embedded else None


def clock_difference(context: Context) -> timedelta:
    """How far the archive's clock and another one may be apart by the policy."""
    policy = context.policy
    return max(policy.x509.clock_skew, policy.signature.claimed_time_skew)


def _contradicted(held: HeldSince, latest: Dated, certificate: Certificate) -> Finding:
    return Finding.warning(
        "held-since-contradicted",
        CLAUSE,
        held_since=held.time,
        dated=latest.kind,
        time=latest.time,
        subject=certificate.subject,
    )


def _told(statement: Statement, held_bytes: HeldBytes, document: Document) -> Finding:
    time = statement.held.time
    if held_bytes.end == len(document.data):
        return Finding.info("held-since", CLAUSE, held_since=time)
    digest = (statement.held.sha256 or "").lower()
    size = held_bytes.end
    return Finding.info("held-since-revision", CLAUSE, held_since=time, digest=digest, size=size)


def _later(
    statement: Statement, data: bytes, signatures: tuple[Signature, ...], context: Context
) -> list[Dated]:
    """What says that it is later than the archive says, the latest first."""
    items = dated_items(statement.objects, data, signatures, context)
    later = [item for item in items if item.time > statement.held.time]
    return sorted(later, key=lambda item: item.time, reverse=True)


def _vouched(items: Iterable[Dated]) -> tuple[Dated | None, Certificate | None]:
    """The first of the items that is authentic, and the certificate that it is authentic by."""
    for item in items:
        certificate = item.vouched()
        if certificate is not None:
            return item, certificate
    return None, None
