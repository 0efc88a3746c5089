"""Files at the limits of certificates, revocation data, paths, time-stamps and attachments."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding

from tests.hostile.files import certificate_ders
from tests.hostile.sealing import VALUE_NUMBER, objects_of, seal, signature_value, write
from tests.hostile.writing import FIRST, catalogue, references
from tests.pdf.handmade import stream
from tests.pki import ANNA
from tests.pki.handmade_cms import stamp
from tests.pki.identity import Identity
from tests.pki.signing import cms_signer
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.times import REVOCATION_DATA_AT
from tests.pki.waiting import run
from tests.pki.world import shared_world
from tests.validation.judging import signer

HOLE = 400_000  # digits, for messages with much in them
SECOND = timedelta(seconds=1)


def certificates_in_message(count: int) -> bytes:
    """A signature that carries so many certificates."""
    carried = len(_message(signer(), b"")["content"]["certificates"])
    made = tuple(certificate_ders(count - carried))
    return seal(_room(), certificates=made)


def certificates_in_store(count: int) -> bytes:
    """A document security store with so many certificates."""
    return _with_store(b"Certs", certificate_ders(count))


def lists_in_store(count: int) -> bytes:
    """A document security store with so many CRLs."""
    authority = shared_world().authority
    times = (REVOCATION_DATA_AT + n * SECOND for n in range(count))
    lists = [
        authority.crl(this_update=at, number=n).public_bytes(Encoding.DER)
        for n, at in enumerate(times, 1)
    ]
    return _with_store(b"CRLs", lists)


def related_in_store(count: int) -> bytes:
    """A store with entries for so many single signatures."""
    entries = b" ".join(b"/%040X << /TU (D:2026) >>" % number for number in range(count))
    store = b"/DSS << /VRI << " + entries + b" >> >>"
    return seal(write(objects_of({1: catalogue(store)})))


def large_certificate(size: int) -> bytes:
    """A store with a certificate of so many bytes."""
    return _with_store(b"Certs", [_of_size(size)])


def large_list(size: int) -> bytes:
    """A store with a CRL of so many bytes."""
    return _with_store(b"CRLs", [_of_size(size)])


def large_response(size: int) -> bytes:
    """A store with an OCSP response of so many bytes."""
    return _with_store(b"OCSPs", [_of_size(size)])


def _of_size(size: int) -> bytes:
    """A sequence of so many bytes that is filled with one octet string."""
    head = 2 * (2 + 4)
    inner = b"\x04\x84" + (size - head).to_bytes(4) + bytes(size - head)
    return b"\x30\x84" + len(inner).to_bytes(4) + inner


def long_path(length: int) -> bytes:
    """A signature whose certificate is the last of so many, the anchor included."""
    authority = shared_world().root
    lists = []
    for step in range(length - 2):
        lists.append(authority.crl().public_bytes(Encoding.DER))
        authority = authority.issue_authority(f"Utfardare {step}")
    person = authority.issue_person(ANNA, no_rev_avail=True)
    return seal(_store(b"CRLs", lists), message=lambda covered: _message(person, covered).dump())


def mesh(checks: int) -> bytes:
    """A signature whose issuer is not there, and so many that have its name."""
    authority = shared_world().authority
    person = authority.rekeyed().issue_person(ANNA, no_rev_avail=True).without_issuers()
    alike = [authority.rekeyed().certificate.public_bytes(Encoding.DER) for _ in range(checks)]
    return seal(
        _store(b"Certs", alike),
        message=lambda covered: _message(person, covered).dump(),
    )


def time_stamps(count: int) -> bytes:
    """A signature with so many time-stamps."""
    identity = shared_world().time_stamp_root.issue_time_stamping(no_rev_avail=True)
    authority = TimeStampAuthority(identity=identity)

    def stamped(covered: bytes) -> bytes:
        message = _message(signer(), covered)
        signed = message["content"]["signer_infos"][0]
        value = signed["signature"].native
        tokens = [cms.ContentInfo.load(stamp(authority, value)) for _ in range(count)]
        signed["unsigned_attrs"] = cms.CMSAttributes(
            [cms.CMSAttribute({"type": "signature_time_stamp_token", "values": tokens})]
        )
        return bytes(message.dump())

    return seal(_room(), message=stamped)


def attachments(count: int) -> bytes:
    """So many signed files within the signed file."""
    numbers = range(FIRST, FIRST + count)
    objects = {
        n: b"<< /Type /Filespec /F (b%d.pdf) /EF << /F %d 0 R >> >>" % (n, n + count)
        for n in numbers
    }
    inside = {n + count: seal(write(objects_of({20: b"(%d)" % n}))) for n in numbers}
    objects |= {n: stream(data, b"/Type /EmbeddedFile") for n, data in inside.items()}
    names = b" ".join(b"(b%d.pdf) %d 0 R" % (n, n) for n in numbers)
    entries = b"/Names << /EmbeddedFiles << /Names [%s] >> >>" % names
    outer = write(objects_of({1: catalogue(entries), **objects}))
    return seal(outer)


def _room() -> bytes:
    return write(objects_of({VALUE_NUMBER: signature_value(hole=HOLE)}))


def _message(person: Identity, covered: bytes) -> cms.ContentInfo:
    service = cms_signer(person)
    digest = sha256(covered).digest()
    return run(service.async_sign(digest, "sha256", use_pades=True))


def _with_store(kind: bytes, contents: Sequence[bytes]) -> bytes:
    return seal(_store(kind, contents))


def _store(kind: bytes, contents: Sequence[bytes]) -> bytes:
    numbers = range(FIRST, FIRST + len(contents))
    entries = b"/DSS << /%s [%s] >>" % (kind, references(numbers))
    held = {n: stream(content) for n, content in zip(numbers, contents, strict=True)}
    value = signature_value(hole=HOLE)
    return write(objects_of({1: catalogue(entries), VALUE_NUMBER: value, **held}))
