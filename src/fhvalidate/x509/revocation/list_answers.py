"""What the CRLs at hand say of one certificate, heard together (RFC 5280, 6.3.3).

A revocation counts whoever's list says it; that there is none, only where the lists leave no
reason open: one for all reasons, several for some each, or a list with the delta that brings it
up to date.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_building import Path, working_keys
from fhvalidate.x509.revocation.certificate_list import RevocationList, entries_for, is_understood
from fhvalidate.x509.revocation.distribution_points import ALL_REASONS
from fhvalidate.x509.revocation.list_entries import REMOVED, ListEntry
from fhvalidate.x509.revocation.list_scope import reasons_covered
from fhvalidate.x509.revocation.list_signers import signer_path
from fhvalidate.x509.revocation.revocation_answer import (
    ON_HOLD,
    RevocationAnswer,
    RevocationSource,
    algorithms_of,
    believed_until,
)

MAX_LISTS = 200  # on one certificate; real files have one or two


@frozen
class Heard:
    """One list that is authentic, and what it has on the certificate.

    Attributes:
        reasons: those that its silence speaks of; none where its silence means nothing.
        silent: the answer if it did not name the certificate.
        signer_path: of who signed it.
    """

    item: RevocationList
    entries: tuple[ListEntry, ...]
    reasons: frozenset[str]
    silent: RevocationAnswer
    signer_path: Path

    @property
    def revoking(self) -> tuple[ListEntry, ...]:
        """The entries by which the certificate is revoked or on hold."""
        return tuple(e for e in self.entries if e.reason != REMOVED)

    @property
    def is_silent(self) -> bool:
        """Whether it says that the certificate is not revoked for the reasons that it is for."""
        return not self.revoking and bool(self.reasons)


def hear(
    items: Iterable[RevocationList],
    certificate: Certificate,
    path: Path,
    pool: tuple[Certificate, ...],
) -> tuple[Heard, ...]:
    """The lists that are authentic and may speak of the certificate.

    Of those that are silent on it the newest `MAX_LISTS`; whoever names it is heard in any case.
    """
    found: list[Heard] = []
    silent = 0
    newest_first = sorted(items, key=lambda item: item.this_update, reverse=True)
    for item in newest_first:
        heard = _heard(item, certificate, path, pool) if item.may_name(certificate) else None
        if heard is None or (not heard.entries and silent >= MAX_LISTS):
            continue
        found.append(heard)
        silent += not heard.entries
    return tuple(found)


def revocations(heard: Heard) -> Iterator[RevocationAnswer]:
    """Each revocation that the list tells of."""
    for entry in heard.revoking:
        yield replace(heard.silent, revoked_at=entry.revoked_at, reason=entry.reason)


def clearances(heard: Iterable[Heard]) -> Iterator[RevocationAnswer]:
    """Each way in which the lists say together that the certificate is not revoked."""
    heard = tuple(heard)
    complete = [each for each in heard if not each.item.is_delta]
    silent = [each for each in complete if each.is_silent]
    yield from (each.silent for each in silent if each.reasons >= ALL_REASONS)
    yield from _for_all_reasons([each for each in silent if not each.reasons >= ALL_REASONS])
    for delta in heard:
        if delta.item.is_delta:
            yield from _brought_up_to_date(delta, complete)


def _heard(
    item: RevocationList, certificate: Certificate, path: Path, pool: tuple[Certificate, ...]
) -> Heard | None:
    covered = reasons_covered(item, certificate)
    # The issuer itself is believed when it says revoked, whatever the list is for; of others only
    # whom the certificate names. Silence counts within the scope alone.
    if not covered and item.issuer_key != certificate.issuer_key:
        return None
    # Who signed it before what it says: nobody's list costs no more than a look at its signature.
    signers = signer_path(item, certificate, path, pool)
    if signers is None:
        return None
    entries = entries_for(item, certificate)
    reasons = covered if is_understood(item) else frozenset()
    if not entries and not reasons:
        return None
    signer = signers[0]
    silent = RevocationAnswer(
        source=RevocationSource.CRL,
        sha256=item.sha256,
        this_update=item.this_update,
        next_update=item.next_update,
        signer_not_after=believed_until(signer, path),
        algorithms=algorithms_of(item.algorithm, working_keys(signers)[0]),
        archive_cutoff=item.archive_cutoff,
        signer_path=() if signer in path else signers,
    )
    return Heard(item, entries, reasons, silent, signers)


def _for_all_reasons(parts: list[Heard]) -> Iterator[RevocationAnswer]:
    """Lists for some reasons each, which leave none open together: the newest of each moment."""
    newest_first = sorted(parts, key=lambda each: each.item.this_update, reverse=True)
    for index in range(len(newest_first)):
        used: list[Heard] = []
        open_reasons = ALL_REASONS
        for each in newest_first[index:]:
            if each.reasons & open_reasons:
                used.append(each)
                open_reasons -= each.reasons
            if not open_reasons:
                yield _together(used)
                break


def _together(used: list[Heard]) -> RevocationAnswer:
    """As old as its oldest part, and due when the first of them is."""
    oldest = used[-1].silent
    due = [each.item.next_update for each in used if each.item.next_update is not None]
    return replace(
        oldest,
        next_update=min(due, default=None),
        signer_not_after=min(each.silent.signer_not_after for each in used),
        read_with=tuple(each.silent for each in used[:-1]),
        archive_cutoff=_cutoff(used),
    )


def _brought_up_to_date(delta: Heard, complete: list[Heard]) -> Iterator[RevocationAnswer]:
    """The delta with the newest list that it brings up to date (5.2.4; 6.3.3, c)."""
    fitting = [base for base in complete if _is_base_of(base.item, delta.item)]
    base = max(fitting, key=lambda each: each.item.number or 0, default=None)
    if base is None or not delta.is_silent:
        return
    if not base.reasons >= ALL_REASONS or not delta.reasons >= ALL_REASONS:
        return
    lifted = any(entry.reason == REMOVED for entry in delta.entries)
    if any(entry.reason != ON_HOLD or not lifted for entry in base.revoking):
        return
    yield replace(
        delta.silent,
        signer_not_after=min(delta.silent.signer_not_after, base.silent.signer_not_after),
        read_with=(base.silent,),
        archive_cutoff=_cutoff([base, delta]),
        lifts_hold=lifted,
    )


def _is_base_of(base: RevocationList, delta: RevocationList) -> bool:
    """6.3.3, c): the same issuer, scope and key, and numbers that follow each other."""
    same = (base.issuer_key, base.point.encoded, base.authority_key) == (
        delta.issuer_key,
        delta.point.encoded,
        delta.authority_key,
    )
    if not same or base.number is None or delta.base_number is None or delta.number is None:
        return False
    return delta.base_number <= base.number < delta.number


def _cutoff(used: list[Heard]) -> datetime | None:
    cutoffs = [each.item.archive_cutoff for each in used]
    known = [cutoff for cutoff in cutoffs if cutoff is not None]
    return max(known) if len(known) == len(cutoffs) else None
