"""A scenario as a signed file, made and validated as any other: slower, and nothing is put in."""

import random
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp

from fhvalidate import validate
from tests.model.facts import AUTHORITY, NEVER, SIGNER, Holder, Scenario, Word
from tests.model.facts_of_code import said
from tests.model.world import day, identity_of, policy_of, root, stamp_root, trust_of
from tests.pki import ANNA, Authority, Identity
from tests.pki.minutes import minutes
from tests.pki.profile import Options
from tests.pki.signing import add_document_time_stamp, sign_b_b, sign_b_t
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.validation.scenes import evidence_of

SEALED = (x509.ReasonFlags.key_compromise, x509.ReasonFlags.certificate_hold)
Data = x509.CertificateRevocationList | ocsp.OCSPResponse


def can_be_made(s: Scenario, seed: int) -> Scenario:
    """The scenario without what no file of the factories has."""
    r = random.Random(seed)
    over = [stamp for stamp in s.stamps if stamp.kind == "signature"][:1]
    documents = [stamp for stamp in s.stamps if stamp.kind == "document"][:2]
    stamps = (*over, *documents)
    units = {stamp.unit for stamp in stamps}
    names = [name for name in s.holders if name in {SIGNER, AUTHORITY, *units}]
    found = (_can_be_made(s, word, r) for word in s.words if word.about in names)
    words = tuple(word for word in found if word is not None)
    inside = [stamp.at for stamp in stamps]
    inside += [word.issued for word in words if word.stored is not None]
    inside += [s.holders[name].start for name in names]
    # What something in the file contradicts proves nothing (decision 0015).
    held = None if s.held is None else max([s.held, *inside])
    ends = {kind: end for kind, end in s.ends.items() if kind != "words"}
    return replace(
        s,
        holders={name: s.holders[name] for name in names},
        stamps=stamps,
        words=words,
        held=held if held is None or held <= s.now else None,
        ends=ends,
        claimed=s.claimed or 0,
    )


def _can_be_made(s: Scenario, word: Word, r: random.Random) -> Word | None:
    """With a nextUpdate; by the issuer, or a responder that was in force when it spoke."""
    issuer = s.holders[AUTHORITY] if word.about == SIGNER else Holder(-NEVER, NEVER)
    word = replace(word, due=word.issued + 30 if word.due is None else word.due, keeps=False)
    if word.until < NEVER:
        fits = issuer.start <= word.issued <= min(word.until, issuer.end)
        return replace(word, invalid=None) if fits else None
    # What the issuer's own key signs is believed until the issuer's certificate expires.
    listed = word.about in {SIGNER, AUTHORITY} and r.random() < 0.7
    return replace(word, until=issuer.end, invalid=word.invalid if listed else None)


def answer_on_file(s: Scenario) -> str:
    """What `validate` says of the signature of the file that the scenario is about."""
    people = _people(s)
    data, beside = _file(s, people)
    report = validate(
        data,
        trust=trust_of(s),
        at=day(s.now),
        policy=policy_of(s),
        evidence=evidence_of(*beside),
        held_since=None if s.held is None else day(s.held),
    )
    entry = report.signatures[0]
    return said(entry.indication, entry.sub_indication)


def _file(s: Scenario, people: dict[str, Identity]) -> tuple[bytes, list[Data]]:
    words = [(word, _data(s, word, people)) for word in s.words]
    over = [stamp for stamp in s.stamps if stamp.kind == "signature"]
    documents = [stamp for stamp in s.stamps if stamp.kind == "document"]
    signed_at = day(s.claimed or 0)
    signer = people[SIGNER]
    if over:
        stamping = TimeStampAuthority(identity=people[over[0].unit], at=day(over[0].at))
        data = sign_b_t(_paper(), signer, stamping, at=signed_at, digest="sha384")
    else:
        data = sign_b_b(_paper(), signer, at=signed_at, digest="sha384")
    data = _stored(data, (each for word, each in words if word.stored == 0))
    for number, stamp in enumerate(documents):
        stamping = TimeStampAuthority(identity=people[stamp.unit], at=day(stamp.at))
        data = add_document_time_stamp(data, stamping, field=f"Arkivstämpel{number}")
        if number == 0:
            data = _stored(data, (each for word, each in words if word.stored == 1))
    if not documents:
        data = _stored(data, (each for word, each in words if word.stored == 1))
    return data, [each for word, each in words if word.stored is None]


@cache
def _paper() -> bytes:
    return minutes()


def _stored(data: bytes, items: Iterable[Data]) -> bytes:
    items = tuple(items)
    crls = tuple(each for each in items if isinstance(each, x509.CertificateRevocationList))
    ocsps = tuple(each for each in items if isinstance(each, ocsp.OCSPResponse))
    return add_validation_data(data, ValidationData(crls=crls, ocsps=ocsps)) if items else data


def _people(s: Scenario) -> dict[str, Identity]:
    """The signer, its authority and the units, with the certificates that the scenario wants."""
    authority = _authority(s)
    people = {AUTHORITY: authority.identity}
    for name, holder in s.holders.items():
        options = _options(name, holder)
        if name == SIGNER:
            people[name] = authority.issue_person(ANNA, **options)
        elif name != AUTHORITY:
            people[name] = stamp_root().issue_time_stamping(name, **options)
    return people


def _authority(s: Scenario) -> Authority:
    options = _options(AUTHORITY, s.holders[AUTHORITY])
    options.pop("no_rev_avail")
    return root().issue_authority(**options)


def _options(name: str, holder: Holder) -> Options:
    return Options(
        key=identity_of(name).key,
        not_before=day(holder.start),
        not_after=day(holder.end),
        digest=hashes.SHA512(),
        no_rev_avail=holder.exempt,
    )


def _data(s: Scenario, word: Word, people: dict[str, Identity]) -> Data:
    """The list or the response: of a responder where it has a certificate of its own."""
    issuer = stamp_root()
    if word.about == AUTHORITY:
        issuer = root()
    elif word.about == SIGNER:
        issuer = Authority(identity=people[AUTHORITY])
    certificate = people[word.about].certificate
    if word.revoked is not None:
        invalid = None if word.invalid is None else day(word.invalid)
        issuer = issuer.revoking(
            certificate, at=day(word.revoked), reason=SEALED[word.hold], invalid_since=invalid
        )
    this, following = day(word.issued), day(word.due or 0)
    own = NEVER if word.about != SIGNER else s.holders[AUTHORITY].end
    if word.until != own:
        responder = issuer.issue_ocsp_responder(
            key=identity_of(SIGNER).key, not_before=day(-100), not_after=day(word.until)
        )
        return issuer.ocsp(
            certificate, responder=responder, this_update=this, next_update=following
        )
    if word.about in {SIGNER, AUTHORITY} and (word.invalid is not None or word.issued % 2):
        return issuer.crl(this_update=this, next_update=following)
    return issuer.ocsp(certificate, this_update=this, next_update=following)
