"""A scenario as the code has it: real signatures and tokens, and the facts about them in chains.

Certificates, a signature and its time-stamps are real and made once. What a scenario says of them
is put into the facts that the process starts from, so that thousands are judged in a minute.
"""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.cms.time_stamp_token import TimeStampToken, read_time_stamp_token
from fhvalidate.conclusion import Conclusion, Indication
from fhvalidate.constraints import (
    AlgorithmLifetime,
    CryptographicConstraints,
    Revocation,
    TimeStampRevocation,
)
from fhvalidate.pdf.document.document import read_document
from fhvalidate.pdf.document.security_store import SecurityStore
from fhvalidate.pdf.revisions.signed_revision import read_signed_revisions
from fhvalidate.poe import ProofsOfExistence
from fhvalidate.policy import Policy
from fhvalidate.signature import (
    AttachedTimeStamp,
    Signature,
    TimeStampKind,
    carried_by,
    covered_parts,
    read_signatures,
)
from fhvalidate.trust.anchors import ALWAYS, FOREVER, Belief, Purpose, TrustAnchors
from fhvalidate.validation.chains import Chain, Chains, Link
from fhvalidate.validation.context import Context
from fhvalidate.validation.process import validate_long_term
from fhvalidate.validation.time_stamps import judge_time_stamps
from fhvalidate.validation_data import ValidationData
from fhvalidate.x509.certificate import Certificate, read_certificate
from fhvalidate.x509.path_validation import PathDefect
from fhvalidate.x509.revocation_answer import NEVER as NO_END
from fhvalidate.x509.revocation_answer import ON_HOLD, RevocationAnswer, RevocationSource
from tests.model.facts import AUTHORITY, NEVER, SIGNER, Scenario, Word
from tests.pki import ANNA, Authority, Identity
from tests.pki.keys import KeyKind
from tests.pki.minutes import minutes
from tests.pki.signing import add_document_time_stamp, sign_b_b
from tests.pki.time_stamping import Imprint, TimeStampAuthority, time_stamp_token

FIRST = datetime(2026, 3, 2, tzinfo=UTC)
UNITS = ("unit", "new unit")
Answer = tuple[str, dict[int, str]]
# Whose algorithms a scenario can end: each of these is used there and nowhere else.
USED = {"signature": "sha384", "certificates": "sha512", "words": "sha3_512", "tokens": "rsa"}
KINDS = {
    "content": TimeStampKind.CONTENT,
    "signature": TimeStampKind.SIGNATURE,
    "document": TimeStampKind.DOCUMENT,
}


def day(number: int) -> datetime:
    """That day of the test world; the ends of time stay what they are."""
    return FOREVER if number >= NEVER else FIRST + timedelta(days=number)


def answer_of(s: Scenario) -> Answer:
    """What the code concludes on the signature, and on each of its time-stamps."""
    data, signatures = _signatures(s)
    context = _context(s)
    judged = judge_time_stamps(signatures, data, _held(s, signatures, context), context)
    result = validate_long_term(0, signatures[0], data, judged, context)
    of_token = {
        each.token.name: said(each.conclusion)
        for index in range(len(signatures))
        for each in judged.of(index)
        if each.token is not None
    }
    attached = [each.token for each in signatures[0].timestamps]
    documents = [each.token for each in signatures[1:]]
    names = [token.name for token in (*attached, *documents) if token is not None]
    order = [n for n, each in enumerate(s.stamps) if each.kind != "document"]
    order += [n for n, each in enumerate(s.stamps) if each.kind == "document"]
    stamps = {n: of_token[name] for n, name in zip(order, names, strict=True)}
    return said(result.conclusion), stamps


def said(conclusion: Conclusion) -> str:
    """The sub-indication, or PASSED; a failure is told from what is open."""
    sub_indication = conclusion.sub_indication
    if sub_indication is None:
        return conclusion.indication.removeprefix("TOTAL-")
    failed = conclusion.indication in {Indication.FAILED, Indication.TOTAL_FAILED}
    return f"FAILED/{sub_indication}" if failed else str(sub_indication)


@cache
def _root() -> Authority:
    return Authority.root("Exempelrot")


@cache
def _stamp_root() -> Authority:
    return Authority.root("Exempelmyndighetens tidsstämplings-CA")


@cache
def _authority() -> Authority:
    return _root().issue_authority(digest=hashes.SHA512())


@cache
def _signer() -> Identity:
    return _authority().issue_person(ANNA, digest=hashes.SHA512())


@cache
def _unit(name: str) -> Identity:
    return _stamp_root().issue_time_stamping(name, key=KeyKind.RSA_2048, digest=hashes.SHA512())


def _identity(name: str) -> Identity:
    match name:
        case "signer":
            return _signer()
        case "authority":
            return _authority().identity
        case _:
            return _unit(name)


@cache
def _file(documents: int) -> tuple[bytes, tuple[Signature, ...]]:
    """A signed file with so many document time-stamps, and what is read from it."""
    data = sign_b_b(minutes(), _signer(), digest="sha384")
    stamping = TimeStampAuthority(identity=_unit(UNITS[0]), at=FIRST)
    for number in range(documents):
        data = add_document_time_stamp(data, stamping, field=f"Arkivstämpel{number}")
    limits = Policy.named("default").limits
    document = read_document(data, password="", limits=limits)
    placed = read_signed_revisions(document, limits)
    return data, read_signatures(placed, document.security_store, limits)


@cache
def _token(kind: str, documents: int, number: int, unit: str, at: int) -> TimeStampToken:
    """A token of that day; `number` tells two in one file apart."""
    data, signatures = _file(documents)
    place = number + 1 if kind == "document" else 0
    if kind == "signature":
        signed = signatures[0].signed_data
        assert signed is not None
        content = signed.signature
    else:
        content = b"".join(covered_parts(data, signatures[place]))
    imprint = Imprint(algorithm="sha256", value=hashlib.sha256(content).digest())
    stamping = TimeStampAuthority(identity=_unit(unit), at=day(at))
    return read_time_stamp_token(time_stamp_token(stamping, imprint).dump())


def _certificate(s: Scenario, name: str) -> Certificate:
    holder = s.holders[name]
    return replace(
        _read(name),
        not_before=day(holder.start),
        not_after=day(holder.end),
        no_revocation_available=holder.exempt,
    )


@cache
def _read(name: str) -> Certificate:
    return read_certificate(_identity(name).certificate.public_bytes(Encoding.DER))


@cache
def _anchor(purpose: Purpose) -> Certificate:
    authority = _root() if purpose is Purpose.SIGNATURE else _stamp_root()
    return read_certificate(authority.certificate.public_bytes(Encoding.DER))


def _signatures(s: Scenario) -> tuple[bytes, tuple[Signature, ...]]:
    limits = Policy.named("default").limits
    documents = [stamp for stamp in s.stamps if stamp.kind == "document"]
    data, (signature, *stamps) = _file(len(documents))
    attached = tuple(
        AttachedTimeStamp(KINDS[each.kind], token, carried_by(token.signed_data, limits))
        for number, each in enumerate(s.stamps)
        if each.kind != "document"
        for token in (_token(each.kind, len(documents), number, each.unit, each.at),)
    )
    claimed = None if s.claimed is None else day(s.claimed)
    place = replace(signature.placed, field=replace(signature.placed.field, claimed_time=claimed))
    found = [replace(signature, placed=place, timestamps=attached)]
    for number, (each, stamp) in enumerate(zip(documents, stamps, strict=True)):
        token = _token("document", len(documents), number, each.unit, each.at)
        crls = [
            _der(n) for n, w in enumerate(s.words) if w.stored is not None and w.stored <= number
        ]
        found.append(
            replace(
                stamp,
                placed=replace(stamp.placed, store=SecurityStore(present=True, crls=tuple(crls))),
                token=token,
                signed_data=token.signed_data,
                validation_data=carried_by(token.signed_data, limits),
            )
        )
    return data, tuple(found)


def _der(number: int) -> bytes:
    return f"item {number}".encode()


def _answer(number: int, word: Word) -> RevocationAnswer:
    told = word.revoked is not None
    return RevocationAnswer(
        source=RevocationSource.CRL,
        sha256=hashlib.sha256(_der(number)).hexdigest(),
        this_update=day(word.issued),
        next_update=None if word.due is None else day(word.due),
        signer_not_after=NO_END if word.until >= NEVER else day(word.until),
        algorithms=((USED["words"], 0),),
        revoked_at=day(word.since) if told else None,
        reason=(ON_HOLD if word.hold else "key_compromise") if told else None,
        archive_cutoff=ALWAYS if word.keeps else None,
    )


def _link(s: Scenario, name: str, issuer: Certificate) -> Link:
    certificate = _certificate(s, name)
    answers = tuple(_answer(n, word) for n, word in enumerate(s.words) if word.about == name)
    exempt = certificate.no_revocation_available
    return Link(certificate, issuer, issuer.public_key, answers, exempt)


def _chain(s: Scenario, name: str) -> Chain:
    anchor = _anchor(Purpose.SIGNATURE if name == SIGNER else Purpose.TIMESTAMP)
    names = (SIGNER, AUTHORITY) if name == SIGNER else (name,)
    certificates = tuple(_certificate(s, each) for each in names)
    path = (*certificates, anchor)
    start, end = max(c.not_before for c in certificates), min(c.not_after for c in certificates)
    defect = PathDefect.NEVER_IN_FORCE if start > end else None
    links = tuple(_link(s, each, above) for each, above in zip(names, path[1:], strict=True))
    if defect is not None:
        links = tuple(replace(link, answers=()) for link in links)
    return Chain(path, links, defect)


def _context(s: Scenario) -> Context:
    names = (SIGNER, *(name for name in s.holders if name not in {SIGNER, AUTHORITY}))
    chains = {(_read(name).sha256): _chain(s, name) for name in names}

    def find(certificate: Certificate, _: Purpose) -> Chains:
        chain = chains[certificate.sha256]
        return Chains(certificate, (chain,), chain.path, limited=False)

    certificates = tuple(_certificate(s, name) for name in s.holders)
    return Context(day(s.now), _trust(s), _policy(s), ValidationData(certificates), find)


def _trust(s: Scenario) -> TrustAnchors:
    ends = {Purpose.SIGNATURE: s.sunset, Purpose.TIMESTAMP: s.stamp_sunset}
    beliefs = tuple(Belief(_anchor(p).sha256, p, until=day(end)) for p, end in ends.items())
    return TrustAnchors(tuple(_anchor(p) for p in ends), (), beliefs)


def _policy(s: Scenario) -> Policy:
    default = Policy.named("default")
    x509 = replace(
        default.x509,
        revocation=Revocation.REQUIRED if s.required else Revocation.IF_AVAILABLE,
        revocation_freshness_seconds=86400 * (s.max_age or 0),
        timestamp_revocation=TimeStampRevocation.VALIDATION_TIME
        if s.strict
        else TimeStampRevocation.GENERATION_TIME,
    )
    signature = replace(default.signature, timestamp_delay_seconds=86400 * (s.delay or 0))
    ended = {USED[kind]: day(end).date() for kind, end in s.ends.items()}
    used = set(USED.values())
    rows = [row for row in default.cryptography.algorithms if row.name not in used]
    rows += [AlgorithmLifetime(name, 0, ended.get(name)) for name in USED.values()]
    cryptography = CryptographicConstraints(tuple(rows))
    return replace(default, x509=x509, signature=signature, cryptography=cryptography)


def _held(s: Scenario, signatures: tuple[Signature, ...], context: Context) -> ProofsOfExistence:
    poes = ProofsOfExistence(context.at)
    if s.held is None:
        return poes
    stamps = [each.token for each in signatures[0].timestamps if each.token is not None]
    stored = [n for n, word in enumerate(s.words) if word.stored is not None]
    names = [
        *(each.name for each in signatures),
        *(token.name for token in stamps),
        *(certificate.sha256 for certificate in context.data.certificates),
        *(hashlib.sha256(_der(number)).hexdigest() for number in stored),
    ]
    return poes.adding(names, at=day(s.held))
