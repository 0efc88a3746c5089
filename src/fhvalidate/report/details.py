"""All that was established of one signature or time-stamp, in the report's names."""

import base64
import hashlib
from collections.abc import Callable, Iterable

from fhvalidate.cms.attributes import CONTENT_TYPE, MESSAGE_DIGEST
from fhvalidate.cms.signed_attribute_facts import SignedAttributeFacts, signed_attribute_facts
from fhvalidate.cms.time_stamp_facts import time_stamp_facts
from fhvalidate.cms.time_stamp_token import TimeStampToken
from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.report.algorithm_uris import algorithm_uri
from fhvalidate.report.details_model import (
    AlgorithmReport,
    SignatureDetails,
    SignedBytesReport,
    SigningCertificateReference,
    TimestampDetails,
)
from fhvalidate.report.established import Established, object_ids
from fhvalidate.report.people import attribute_mask, optional
from fhvalidate.report.processes import report_blocks, report_processes
from fhvalidate.report.statements import (
    report_commitments,
    report_place,
    report_policy,
    report_roles,
)
from fhvalidate.signature import Signature, covered_parts
from fhvalidate.trust.anchors import Purpose
from fhvalidate.validation.basic import BasicResult
from fhvalidate.validation.process import SignatureResult
from fhvalidate.validation.time_stamp import TimeStampResult
from fhvalidate.x509.certificates.names import PSEUDONYM
from fhvalidate.x509.keys.algorithms import SignatureAlgorithm, digest_of_parts
from fhvalidate.x509.keys.key_strength import policy_terms


def report_details(result: SignatureResult, data: bytes, found: Established) -> SignatureDetails:
    """All that was established of one signature or document time-stamp.

    Args:
        result: what was concluded on it.
        data: the bytes of the file.
        found: what was established for the whole document.
    """
    mask = found.circumstances.mask
    other = attribute_mask(mask)
    signature, basic = result.signature, result.basic
    field = signature.placed.field
    signed = signature.signed_data
    facts = None if signed is None else signed_attribute_facts(signed, basic.signer)
    twice = () if signed is None else signed.repeated  # which of the two is meant is not known
    value = signature.plain_signature if signed is None else signed.signature
    return SignatureDetails(
        name=optional(field.claimed_name, mask),
        filter=optional(field.filter, other),
        contact_info=optional(field.contact, mask),
        signed_bytes=_signed_bytes(signature, data, found),
        content_type=None if facts is None or CONTENT_TYPE in twice else facts.content_type,
        message_digest=_hexadecimal(
            None if facts is None or MESSAGE_DIGEST in twice else facts.message_digest
        ),
        signed_attributes_digest=_hexadecimal(
            None if facts is None else facts.signed_attributes_digest
        ),
        signature_value=None if value is None else base64.b64encode(value).decode(),
        signing_certificate=_references(facts),
        pseudonym=None if basic.signer is None else PSEUDONYM in basic.signer.subject_types,
        roles=None if facts is None else report_roles(facts.roles, mask),
        commitments=() if facts is None else report_commitments(facts),
        signature_policy=None if facts is None else report_policy(facts, other),
        place=None if facts is None else report_place(facts, other),
        content_description=_description(facts, other),
        processes=report_processes(result),
        building_blocks=report_blocks(result),
        algorithms=_algorithms(
            basic, None if signed is None else signed.signature_algorithm, found
        ),
        in_vri=_in_vri(signature, found),
        proven_by=_proven_by(signature, found),
    )


def report_token_details(
    stamp: TimeStampResult, covers: frozenset[str], found: Established
) -> TimestampDetails | None:
    """All that was established of one time-stamp; None: it cannot be read."""
    token = stamp.token
    if token is None:
        return None
    facts = time_stamp_facts(token)
    accuracy = facts.accuracy
    micros = (
        None
        if accuracy is None
        else (accuracy.seconds * 1000 + accuracy.millis) * 1000 + accuracy.micros
    )
    return TimestampDetails(
        policy=facts.policy,
        imprint=facts.imprint.hex(),
        accuracy_microseconds=micros,
        ordering=facts.ordering,
        serial_number=facts.serial_number,
        nonce=facts.nonce,
        authority=optional(facts.tsa, found.circumstances.mask),
        qualified=_is_qualified(stamp, token, found),
        signing_certificate=_references(
            signed_attribute_facts(token.signed_data, stamp.basic.signer)
        ),
        processes=report_processes(stamp),
        building_blocks=report_blocks(stamp),
        algorithms=_algorithms(stamp.basic, token.signed_data.signature_algorithm, found),
        covers=object_ids(covers, found),
    )


def _hexadecimal(octets: bytes | None) -> str | None:
    return None if octets is None else octets.hex()


def _description(facts: SignedAttributeFacts | None, mask: Callable[[str], str]) -> str | None:
    hints = None if facts is None else facts.hints
    return None if hints is None else optional(hints.description, mask)


def _references(facts: SignedAttributeFacts | None) -> tuple[SigningCertificateReference, ...]:
    return tuple(
        SigningCertificateReference(
            version=each.version,
            digest_algorithm=each.digest_algorithm,
            digest=_hexadecimal(each.digest),
            digest_matches=each.digest_matches,
            has_issuer_serial=each.has_issuer_serial,
            issuer_serial_matches=each.issuer_serial_matches,
        )
        for each in (() if facts is None else facts.references)
    )


def _signed_bytes(
    signature: Signature, data: bytes, found: Established
) -> SignedBytesReport | None:
    parts = covered_parts(data, signature)
    signed = signature.signed_data
    algorithm = None if signed is None else signed.digest_algorithm
    if not parts or algorithm is None:
        return None
    try:
        digest = digest_of_parts(parts, algorithm)
    except UnsupportedAlgorithmError:
        return None
    size = sum(map(len, parts))
    return SignedBytesReport(size, algorithm, digest.hex(), found.signed.get(signature.name))


def _algorithms(
    basic: BasicResult, algorithm: SignatureAlgorithm | None, found: Established
) -> tuple[AlgorithmReport, ...]:
    """The algorithm of the signature value, and every digest that the signature rests on."""
    digests = {(m.algorithm, m.size) for m in basic.materials if not m.size}
    told = [_algorithm("digest", name, ((name, size),), found) for name, size in sorted(digests)]
    if algorithm is None or basic.signer is None:
        return tuple(told)
    terms = policy_terms(algorithm, basic.signer.public_key)
    return (_algorithm("signature", algorithm.name, terms, found), *told)


def _algorithm(
    use: str, name: str, terms: Iterable[tuple[str, int]], found: Established
) -> AlgorithmReport:
    constraints = found.circumstances.policy.cryptography
    terms = tuple(terms)
    ends = [constraints.end_of_life(term, size=size) for term, size in terms]
    until = min((end for end in ends if end is not None), default=None)
    never = until is not None and until.year == 1
    return AlgorithmReport(
        use=use,
        name=name,
        key_size=max(size for _, size in terms),
        uri=algorithm_uri(name),
        accepted=until is None or found.circumstances.at < until,
        until=None if never else until,
    )


def _is_qualified(stamp: TimeStampResult, token: TimeStampToken, found: Established) -> bool | None:
    """Whether a trusted list says so of the service that the chain leads to, at that time."""
    trust = found.circumstances.trust
    if not trust.listed or not stamp.basic.reaches_anchor:
        return None
    beliefs = trust.listed_beliefs_in(stamp.basic.path[-1], Purpose.TIMESTAMP)
    return any(each.qualified and each.holds(token.generation_time) for each in beliefs)


def _in_vri(signature: Signature, found: Established) -> tuple[str, ...]:
    keys = signature.related_keys
    named = {
        hashlib.sha256(der).hexdigest()
        for key, ders in found.store.entries
        if key in keys
        for der in ders
    }
    return tuple(sorted(named))


def _proven_by(signature: Signature, found: Established) -> tuple[str, ...]:
    """The time-stamps that passed and protect the signature, the earliest first."""
    proofs = [
        (stamp.proven_time, stamp.token.name)
        for result, names in zip(found.results, found.covered, strict=True)
        for stamp, covers in zip(result.timestamps, names, strict=True)
        if stamp.token is not None and stamp.proven_time is not None and signature.name in covers
    ]
    return tuple(dict.fromkeys(name for _, name in sorted(proofs)))
