"""What in a file says when it was made, and by whom that is authentic (for EN 319 102-1, 5.6.3.2).

Authentic is what an authority that leads to an anchor signed. Whether it passes, now or in the
past, is not asked: revocation and expiry let it be believed in less, and never date it earlier.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from datetime import datetime
from functools import cache, partial

from fhvalidate.conclusion import Indication
from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.signature import Integrity, Signature
from fhvalidate.trust.anchors import Purpose
from fhvalidate.validation.context import Context
from fhvalidate.validation.time_stamp import TimeStampResult, check_purpose, purpose_of
from fhvalidate.validation.time_stamps import judge_time_stamps
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.revocation.authorship import signers_of_list, signers_of_response
from fhvalidate.x509.revocation.certificate_list import RevocationList, read_list
from fhvalidate.x509.revocation.ocsp_response import OcspResponse, read_response

PURPOSES = (Purpose.SIGNATURE, Purpose.TIMESTAMP)
Vouching = Callable[[], Certificate | None]


@frozen
class Dated:
    """Something that did not exist before the time that it states.

    Attributes:
        kind: a key of the catalogues' table `fact-dated`.
        vouched: gives the certificate that the statement is to be believed by: the one that it
            states, or its signer's; None when it is not authentic. It is asked last: it takes long.
    """

    kind: str
    time: datetime
    vouched: Vouching = field(repr=False)


def dated_items(
    objects: frozenset[str], data: bytes, signatures: tuple[Signature, ...], context: Context
) -> Iterator[Dated]:
    """Those of the objects, named by digests, that say when they were made.

    Args:
        objects: what lies in the bytes that are asked about.
        data: the bytes of the file.
        signatures: all of its signatures and document time-stamps.
        context: trust, policy and validation data.
    """
    for certificate in context.data.certificates:
        if certificate.sha256 in objects:
            vouched = partial(_believed, (certificate,), context)
            yield Dated("certificate", certificate.not_before, vouched)
    yield from _revocation_data(objects, context)
    yield from _time_stamps(objects, data, signatures, context)


def _revocation_data(objects: frozenset[str], context: Context) -> Iterator[Dated]:
    """The CRLs by their thisUpdate, the OCSP responses by their producedAt (RFC 5280, 6960)."""
    revocation = context.data.revocation
    signers = cache(partial(_signers, context))

    def of_list(item: RevocationList) -> Certificate | None:
        return _believed(signers_of_list(item, signers()), context)

    def of_response(item: OcspResponse) -> Certificate | None:
        candidates = (*item.certificates, *signers())
        return _believed(signers_of_response(item, candidates), context)

    for der in _lying_in(objects, revocation.crls):
        try:
            listed = read_list(der)
        except Asn1Error:
            continue
        yield Dated("crl", listed.this_update, partial(of_list, listed))
    for der in _lying_in(objects, revocation.ocsp_responses):
        try:
            answered = read_response(der)
        except Asn1Error:
            continue
        time = max(answered.produced_at, *(each.this_update for each in answered.singles))
        yield Dated("ocsp-response", time, partial(of_response, answered))


def _lying_in(objects: frozenset[str], ders: Iterable[bytes]) -> Iterator[bytes]:
    return (der for der in ders if hashlib.sha256(der).hexdigest() in objects)


def _time_stamps(
    objects: frozenset[str], data: bytes, signatures: tuple[Signature, ...], context: Context
) -> Iterator[Dated]:
    @cache
    def results() -> dict[str, TimeStampResult]:
        poes = ProofsOfExistence(context.at)
        alone = judge_time_stamps(signatures, data, poes, context).alone.values()
        return {each.token.name: each for each in alone if each.token is not None}

    def genuine(name: str) -> Certificate | None:
        found = results().get(name)
        return None if found is None else _genuine(found, context)

    for signature in signatures:
        for token in (signature.token, *(stamp.token for stamp in signature.timestamps)):
            if token is not None and token.name in objects:
                yield Dated("time-stamp", token.earliest_time, partial(genuine, token.name))


def _genuine(result: TimeStampResult, context: Context) -> Certificate | None:
    """The unit that made the time-stamp over these bytes, if it may make any."""
    unit = result.basic.signer
    if unit is None or result.basic.integrity is not Integrity.INTACT:
        return None
    if check_purpose(unit).indication is not Indication.PASSED:
        return None
    return _believed((unit,), context, purposes=(purpose_of(result.token),))


def _signers(context: Context) -> tuple[Certificate, ...]:
    """Who may have signed what is at hand: the certificates there, and the anchors above them."""
    data, trust = context.data, context.trust
    anchors = (trust.anchors_for(purpose, among=data.certificates) for purpose in PURPOSES)
    every = (*data.certificates, *(anchor for found in anchors for anchor in found))
    return tuple({certificate.sha256: certificate for certificate in every}.values())


def _believed(
    certificates: Iterable[Certificate],
    context: Context,
    *,
    purposes: tuple[Purpose, ...] = PURPOSES,
) -> Certificate | None:
    """The first of the certificates that a chain without defect leads from to an anchor."""
    return next(
        (
            certificate
            for certificate in certificates
            for purpose in purposes
            if any(c.defect is None for c in context.chains(certificate, purpose).chains)
        ),
        None,
    )
