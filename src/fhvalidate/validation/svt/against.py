"""What at hand speaks against a signer that a token vouches for, whoever says it.

A token's word stands in for what nobody can look up any more; it is heard only where nothing that
can be looked up is against it. Nothing here needs to be authentic, nor anybody believed, nor does
the order of what is at hand matter: more of it never makes the word worth more (decision 0055).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import product

from fhvalidate.conclusion import Indication
from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.trust.test_authorities import test_authority_in
from fhvalidate.validation.algorithms import not_believed, path_material
from fhvalidate.validation.chain_purposes import check_issuers_purposes
from fhvalidate.validation.chains import Chains
from fhvalidate.validation.context import Context
from fhvalidate.validation.known_revocation import revoked_by
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.keys.algorithms import digest_of
from fhvalidate.x509.paths.extensions import path_facts
from fhvalidate.x509.paths.path_building import Path, may_issue
from fhvalidate.x509.paths.path_validation import path_defect
from fhvalidate.x509.revocation.answers import readable, responder_certificates
from fhvalidate.x509.revocation.certificate_list import entries_for
from fhvalidate.x509.revocation.list_entries import REMOVED
from fhvalidate.x509.revocation.ocsp_response import SingleResponse, SingleStatus
from fhvalidate.x509.revocation.revocation_answer import ON_HOLD

# Certificates that may stand above one signer by their names; real files have four. A file with
# more is not asked about each of them in each list: no token is heard there.
MAX_ABOVE = 200


def is_spoken_against(
    signer: Certificate, stated: Iterable[Path], *, at: datetime, context: Context
) -> bool:
    """Whether anything at hand speaks against the signer, or keeps that from being told.

    Args:
        signer: whose signature a token vouches for.
        stated: the certificates that tokens state for the signature, the signer's first.
        at: the time of the token, by which algorithms are judged.
        context: time, trust, policy and validation data.
    """
    stated = tuple(stated)
    found = context.chains(signer, context.purpose)
    # What no time changes is asked once, of lists that may be long.
    above, told = context.once(
        ("against", signer, context.data, context.trust, *stated),
        lambda: _heard(signer, stated, context),
    )
    if not found.is_whole or len(above) > MAX_ABOVE:
        return True
    if not context.trust.test_allowed and any(map(_is_of_test, above)):
        return True
    if _is_revoked(told, found, context):
        return True
    paths = (*(chain.path for chain in found.chains), *found.open, *stated)
    return any(_is_unsound(path, at, context) for path in dict.fromkeys(paths))


def named_above(
    signer: Certificate, stated: Iterable[Certificate], context: Context
) -> tuple[Certificate, ...]:
    """The signer's and every certificate at hand that its issuers' names lead to.

    No signature is looked at and nothing limits it: what anybody adds leaves nothing out.
    """
    data = context.data
    responders = responder_certificates(data.revocation)
    by_name: dict[str, list[Certificate]] = defaultdict(list)
    for each in (*data.certificates, *responders, *context.trust.certificates, *stated):
        by_name[each.subject_key].append(each)
    found = {signer.sha256: signer}
    waiting = [signer.issuer_key]
    while waiting:
        for each in by_name.pop(waiting.pop(), ()):
            found.setdefault(each.sha256, each)
            waiting.append(each.issuer_key)
    return tuple(found.values())


def _is_of_test(certificate: Certificate) -> bool:
    """Whether its issuer says in its name that it is for tests, or itself where it is one."""
    return test_authority_in((certificate,)) is not None


_Told = tuple[str, str, datetime, str | None]


def _heard(
    signer: Certificate, stated: tuple[Path, ...], context: Context
) -> tuple[tuple[Certificate, ...], tuple[_Told, ...]]:
    """Those above the signer, and each revocation that is told of them, where they are not many."""
    above = named_above(signer, (each for path in stated for each in path), context)
    return above, tuple(_told(above, context)) if len(above) <= MAX_ABOVE else ()


def _is_revoked(told: tuple[_Told, ...], found: Chains, context: Context) -> bool:
    """Whether anything tells that one of the certificates is revoked, or suspended, by now.

    A suspension whose end is told by one who is believed for it has ended.
    """
    lifted = _lifted(found, context)
    return any(
        since <= context.at and not (reason == ON_HOLD and (sha256, source) in lifted)
        for sha256, source, since, reason in told
    )


def _lifted(found: Chains, context: Context) -> frozenset[tuple[str, str]]:
    """Suspensions that have ended: certificate and source, by the chains that are believed."""
    poes = ProofsOfExistence(context.at)
    return frozenset(
        (link.certificate.sha256, answer.sha256)
        for chain in found.chains
        for link in chain.links
        if revoked_by(link, context.at, poes) is None
        for answer in link.answers
        if answer.reason == ON_HOLD
    )


def _told(above: tuple[Certificate, ...], context: Context) -> Iterator[_Told]:
    """Each revocation of one of them: certificate, source, since when and why."""
    lists, responses = readable(context.data.revocation)
    for item, each in product(lists, above):
        if item.may_name(each):
            entries = (entry for entry in entries_for(item, each) if entry.reason != REMOVED)
            yield from ((each.sha256, item.sha256, e.revoked_at, e.reason) for e in entries)
    by_number: dict[int, list[Certificate]] = defaultdict(list)
    for each in above:
        by_number[each.serial_number].append(each)
    singles = ((response.sha256, single) for response in responses for single in response.singles)
    for sha256, single in singles:
        since = single.revoked_at if single.status is SingleStatus.REVOKED else None
        for each in by_number.get(single.serial_number, ()):
            if since is not None and _may_be_of(single, each, above):
                yield each.sha256, sha256, since, single.reason


def _may_be_of(
    single: SingleResponse, certificate: Certificate, above: tuple[Certificate, ...]
) -> bool:
    """Whether it may be the certificate of that number that it speaks of: by name, or by key."""
    issuers = [each for each in above if each.subject_key == certificate.issuer_key]
    names = {certificate.asn1.issuer.dump(), *(each.asn1.subject.dump() for each in issuers)}
    keys = {bytes(each.asn1.public_key["public_key"].contents)[1:] for each in issuers}
    if single.hash_algorithm is None:
        return True  # nobody can tell
    try:
        hashed_names = {digest_of(each, single.hash_algorithm) for each in names}
        hashed_keys = {digest_of(each, single.hash_algorithm) for each in keys}
    except UnsupportedAlgorithmError:
        return True
    return single.issuer_name_hash in hashed_names or single.issuer_key_hash in hashed_keys


def _is_unsound(path: Path, at: datetime, context: Context) -> bool:
    """Whether a path does not hold though its last certificate were believed (RFC 5280, 6.1).

    Or whether it rests on an algorithm that was not believed at that time.
    """
    last = path[-1]
    if path_facts(path[0]).defect is not None:
        return True
    if len(path) > 1 and not may_issue(last):
        return True
    if path_defect(path, context.trust.path_inputs) is not None:
        return True
    if check_issuers_purposes(path, context.purpose).indication is not Indication.PASSED:
        return True
    return bool(not_believed(path_material(path), at=at, constraints=context.policy.cryptography))
