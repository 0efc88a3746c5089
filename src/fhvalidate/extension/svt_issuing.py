"""One token issued: the file judged, the token written into it, and the new file judged again.

What opens the file and what judges it are given: a worker process does both, and the one who calls
has the key, the network and the clock. Nothing here writes a file.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from fhvalidate.errors import UsageError
from fhvalidate.extension.check import Side, time_stamps_not_held
from fhvalidate.extension.keys import IssuingKey
from fhvalidate.extension.levels import data_used
from fhvalidate.extension.pdf_writer import NewValidationData, Stamp
from fhvalidate.extension.refusals import refuse, refuse_unreadable
from fhvalidate.extension.svt_check import Held, what_is_worse_to, what_is_wrong
from fhvalidate.extension.svt_claims import Issuing, token_claims
from fhvalidate.extension.svt_facts import SignatureFacts
from fhvalidate.extension.svt_refusals import of_tests, why_no_token
from fhvalidate.extension.svt_token import room_for, signed_token, stamping
from fhvalidate.frozen import frozen
from fhvalidate.report.model import Report
from fhvalidate.svt.algorithms import TokenAlgorithm

ID_BITS = 128  # RFC 9321, 3.2.1: as recommended


class Stamped(Protocol):
    """Adds a document time-stamp to a file."""

    def __call__(self, data: bytes, stamp: Stamp, *, algorithm: str, room: int) -> bytes:
        """The file with the time-stamp that `stamp` gives over its digest by the algorithm."""


@frozen
class Wanted:
    """What is asked for.

    Attributes:
        issuer: who issues the token, as people read it.
        at: now.
        also_indeterminate: whether what is open is put down, as open.
        allows_test: whether authorities for tests may stand behind a signature.
    """

    key: IssuingKey
    algorithm: TokenAlgorithm
    issuer: str
    at: datetime
    also_indeterminate: bool = False
    allows_test: bool = False


@frozen
class Ordinary:
    """What an ordinary time-stamp is added with, which is to follow the token.

    Attributes:
        stamped: the file with the time-stamp.
        supplied: the file with validation data in its security store.
    """

    stamped: Callable[[bytes], bytes]
    supplied: Callable[[bytes, NewValidationData], bytes]


@frozen
class Tools:
    """What a token is issued with.

    Attributes:
        judge: the report on a file, at full detail and with evidence.
        facts: what there is to refer to of its signatures, by a digest.
        stamped: the file with a further document time-stamp.
        held: what its tokens are worth to one who believes the certificate (DER).
        read: the report on a file by one who believes the certificate (DER) for tokens, beside
            everybody who is believed here.
        ordinary: what adds an ordinary time-stamp after the token; None: none is asked for.
    """

    judge: Callable[[bytes], Report]
    facts: Callable[[bytes, str], tuple[SignatureFacts, ...]]
    stamped: Stamped
    held: Callable[[bytes, bytes], Held]
    read: Callable[[bytes, bytes], Report]
    ordinary: Ordinary | None = None


@frozen
class Issued:
    """A file with a token, and the reports on it before and after."""

    data: bytes
    before: Report
    after: Report


def issued(data: bytes, wanted: Wanted, tools: Tools) -> Issued:
    """The file with a token over all its signatures at its end; earlier bytes as they were.

    Raises:
        UsageError: why none is issued (`issue-…`); what `tools` and the key raise.
        UnreadableError: the file cannot be read, or cannot be written to.
    """
    before = tools.judge(data)
    refuse_unreadable(before)
    refuse(
        why_no_token(
            before,
            also_indeterminate=wanted.also_indeterminate,
            allows_test=wanted.allows_test,
        )
    )
    algorithm = wanted.algorithm
    at = wanted.at.replace(microsecond=0)
    issuing = Issuing(wanted.issuer, f"{secrets.randbits(ID_BITS):032x}", at, algorithm)
    try:
        facts = tools.facts(data, algorithm.digest)
        refuse(() if wanted.allows_test else of_tests(before, facts))
        claims = token_claims(before, facts, issuing)
    except LookupError as error:
        raise UsageError("issue-form-unsupported") from error
    token = signed_token(claims, wanted.key, algorithm)
    new = tools.stamped(data, stamping(token), algorithm=algorithm.digest, room=room_for(token))
    if tools.ordinary is not None:
        new = _followed(new, tools.ordinary, tools.judge)
    after = tools.judge(new)
    own = wanted.key.certificate.der
    refuse(what_is_wrong(Side(data, before), Side(new, after), tools.held(new, own)))
    refuse(what_is_worse_to(tools.read(new, own), before))
    return Issued(new, before, after)


def _followed(data: bytes, ordinary: Ordinary, judge: Callable[[bytes], Report]) -> bytes:
    """The file with an ordinary time-stamp, and with what that is judged by.

    A time-stamp that nobody can confirm would take the verdict from a document that has one.

    Raises:
        UsageError: `extend-time-stamp-not-held`; what `ordinary` raises.
    """
    new = ordinary.stamped(data)
    report = judge(new)
    added = report.signatures[-1:]
    refuse(tuple(time_stamps_not_held(added)))
    return ordinary.supplied(new, data_used(replace(report, signatures=added)))
