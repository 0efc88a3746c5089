"""A scenario as the code has it: real signatures and tokens, and the facts about them in chains.

Certificates, a signature and its time-stamps are real and made once. What a scenario says of them
is put into the facts that the process starts from, so that thousands are judged in a minute.
"""

import hashlib
from dataclasses import replace
from functools import cache

from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.cms.time_stamp_token import TimeStampToken, read_time_stamp_token
from fhvalidate.conclusion import Conclusion, Indication, SubIndication
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
from fhvalidate.trust.anchors import ALWAYS, Purpose
from fhvalidate.validation.chains import Chain, Chains, Link
from fhvalidate.validation.context import Context
from fhvalidate.validation.process import validate_long_term
from fhvalidate.validation.time_stamps import judge_time_stamps
from fhvalidate.validation_data import ValidationData
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.paths.path_validation import PathDefect
from fhvalidate.x509.revocation.revocation_answer import NEVER as NO_END
from fhvalidate.x509.revocation.revocation_answer import ON_HOLD, RevocationAnswer, RevocationSource
from tests.model.facts import AUTHORITY, NEVER, SIGNER, Scenario, Word
from tests.model.world import USED, anchor_for, day, identity_of, policy_of, trust_of
from tests.pki.minutes import minutes
from tests.pki.signing import add_document_time_stamp, sign_b_b
from tests.pki.time_stamping import Imprint, TimeStampAuthority, time_stamp_token

Answer = tuple[str, dict[int, str]]
KINDS = {
    "content": TimeStampKind.CONTENT,
    "signature": TimeStampKind.SIGNATURE,
    "document": TimeStampKind.DOCUMENT,
}


def answer_of(s: Scenario) -> Answer:
    """What the code concludes on the signature, and on each of its time-stamps."""
    data, signatures = _signatures(s)
    context = _context(s)
    judged = judge_time_stamps(signatures, data, _held(s, signatures, context), context)
    result = validate_long_term(0, signatures[0], data, judged, context)
    of_token = {
        each.token.name: _said(each.conclusion)
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
    return _said(result.conclusion), stamps


def said(indication: Indication, sub_indication: SubIndication | None) -> str:
    """The sub-indication, or PASSED; a failure is told from what is open."""
    if sub_indication is None:
        return indication.removeprefix("TOTAL-")
    failed = indication in {Indication.FAILED, Indication.TOTAL_FAILED}
    return f"FAILED/{sub_indication}" if failed else str(sub_indication)


def _said(conclusion: Conclusion) -> str:
    return said(conclusion.indication, conclusion.sub_indication)


@cache
def _file(documents: int) -> tuple[bytes, tuple[Signature, ...]]:
    """A signed file with so many document time-stamps, and what is read from it."""
    data = sign_b_b(minutes(), identity_of(SIGNER), digest="sha384")
    stamping = TimeStampAuthority(identity=identity_of("unit"), at=day(0))
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
    stamping = TimeStampAuthority(identity=identity_of(unit), at=day(at))
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
    return read_certificate(identity_of(name).certificate.public_bytes(Encoding.DER))


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
    anchor = anchor_for(Purpose.SIGNATURE if name == SIGNER else Purpose.TIMESTAMP)
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
    return Context(day(s.now), trust_of(s), policy_of(s), ValidationData(certificates), find)


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
