"""What an entry says counts in whatever form; what a list does not say, in the right one alone."""

import time
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from fhvalidate.x509.revocation.answers import RevocationData, answers
from fhvalidate.x509.revocation.certificate_list import is_understood, read_list
from tests.pki import EPOCH
from tests.pki.handmade_cms import oid, sequence, tlv
from tests.x509.chain import AUTHORITY, DAY, Holder, Made, a_list, common, issue, path_of, root

EXERCISES = ("RFC 5280, 5.3", "RFC 5280, 6.3.3")

ROOT = root()
ISSUER = issue(Made(name=common("Utfärdare"), extensions=AUTHORITY), ROOT)
PERSON = issue(Made(name=common("Anna Exempel"), serial_number=4711), ISSUER)
PATH = path_of(PERSON, ISSUER, ROOT)
ALGORITHM = sequence(oid("1.2.840.10045.4.3.2"))
NUMBER = tlv(0x02, (4711).to_bytes(2, "big"))
DATE = tlv(0x17, b"260101000000Z")
REASON, INVALID, THEIRS = "2.5.29.21", "2.5.29.24", "2.5.29.29"
SECONDS = 20  # of processor time: what is refused takes none, and machines differ


def when(moment: timedelta) -> bytes:
    return tlv(0x17, (EPOCH + moment).strftime("%y%m%d%H%M%SZ").encode())


def crl(
    *entries: bytes, at: timedelta = timedelta(), key: Holder = ISSUER, extra: bytes = b""
) -> bytes:
    """A list with these entries, as they are encoded."""
    listed = (tlv(0x30, *entries),) if entries else ()
    number = extension("2.5.29.20", tlv(0x02, b"\x01"))
    body = sequence(
        tlv(0x02, b"\x01"),
        ALGORITHM,
        ISSUER.certificate.subject.public_bytes(),
        when(at),
        when(at + 7 * DAY),
        *listed,
        tlv(0xA0, sequence(number, extra)),
    )
    value = key.key.sign(body, ec.ECDSA(hashes.SHA256()))
    return sequence(body, ALGORITHM, tlv(0x03, b"\0", value))


def extension(kind: str, value: bytes, *, critical: bool = False) -> bytes:
    flag = tlv(0x01, b"\xff") if critical else b""
    return sequence(oid(kind), flag, tlv(0x04, value))


def entry(*extensions: bytes, number: bytes = NUMBER, date: bytes = DATE) -> bytes:
    return sequence(number, date, *((sequence(*extensions),) if extensions else ()))


def told(*lists: bytes, pool: tuple[Holder, ...] = ()) -> set[str | None]:
    """The reasons of what is told, None among them where somebody is cleared."""
    known = (*PATH, *(holder.ours for holder in pool))
    found = answers(PATH[0], PATH, RevocationData(lists), pool=known, anchors=PATH[-1:])
    return {answer.reason for answer in found}


@pytest.mark.parametrize(
    "odd",
    [
        extension(REASON, b"\x0a\x01\x07"),
        extension(REASON, b"\x0a\x01\x0b"),
        extension(REASON, b"\x02\x01\x01"),
        extension(REASON, b""),
        extension(REASON, b"\x0a\x02\x00\x08"),
        extension(REASON, b"\x0a\x01\x08") + extension(REASON, b"\x0a\x01\x01"),
        extension(REASON, b"\x0a\x01\x01") + extension(REASON, b"\x0a\x01\x08"),
        extension(INVALID, DATE),
        extension(INVALID, b""),
        extension(INVALID, tlv(0x18, b"20990101")),
    ],
)
def test_an_entry_that_is_odd_in_part_revokes_all_the_same(odd: bytes) -> None:
    assert told(crl(entry(odd))) == {"unspecified"}


@pytest.mark.parametrize(
    "hidden",
    [
        sequence(b"\x02\x81\x02" + NUMBER[2:], DATE),
        sequence(tlv(0x02, b"\0" * 4 + NUMBER[2:]), DATE),
        b"\x30\x85\0\0\0\0" + bytes([len(NUMBER + DATE)]) + NUMBER + DATE,
        b"\x30\x80" + NUMBER + DATE + b"\0\0",
        sequence(NUMBER, tlv(0x37, DATE)),
        sequence(NUMBER),
        tlv(0x31, NUMBER, DATE),
        entry(number=tlv(0x02)),
    ],
)
def test_a_list_with_an_entry_of_another_form_clears_nobody(hidden: bytes) -> None:
    assert None not in told(crl(hidden))
    assert None not in told(crl(hidden, entry(number=tlv(0x02, b"\x05"))))


@pytest.mark.parametrize("kind", ["1.2.3.4.5", "1.2.3.4.1", "1.2.3.1.1", "1.2.3.6.3.85.29.21"])
@pytest.mark.parametrize("flag", [b"\x01\x01\xff", b"\x01\x01\x01", b"\x01\x81\x01\xff"])
def test_an_unknown_critical_extension_is_seen_wherever_it_stands(kind: str, flag: bytes) -> None:
    unknown = sequence(oid(kind), flag, tlv(0x04, b"\x05\x00"))
    lists = crl(entry(unknown, number=tlv(0x02, b"\x05")), entry(number=tlv(0x02, b"\x06")))

    assert told(lists) == set()
    assert not is_understood(read_list(lists))


def test_an_odd_entry_of_another_in_an_indirect_list_hides_nobody() -> None:
    """5.3.3: whose an entry is cannot be told there, and so it may be anybody's."""
    odd = sequence(tlv(0x02, b"\x05"))
    told_by = crl(odd, entry(), extra=extension("2.5.29.28", b"\x30\x03\x84\x01\xff"))

    assert told(told_by) == {"unspecified"}


def test_however_many_old_lists_stand_before_it_a_revocation_is_heard() -> None:
    old = [crl(at=-number * DAY) for number in range(1, 250)]

    assert "unspecified" in told(*old, crl(entry()))
    assert "unspecified" in told(crl(entry()), *old)


def test_made_up_signers_hide_no_genuine_one() -> None:
    genuine = issue(Made(name=common("Utfärdare"), extensions=AUTHORITY), ROOT)
    fakes = tuple(issue(Made(name=common("Utfärdare"), extensions=AUTHORITY)) for _ in range(20))

    assert told(crl(entry(), key=genuine), pool=(*fakes, genuine)) == {"unspecified"}


def test_more_entries_of_one_number_than_are_read_revoke() -> None:
    removed = entry(extension(REASON, b"\x0a\x01\x08"))

    assert told(crl(*[removed] * 150)) == {"unspecified"}


@pytest.mark.parametrize(
    "costly",
    [
        crl(*[entry()] * 50_000, key=PERSON),
        crl(entry(sequence(tlv(0x06, b"\x8f" * 200_000 + b"\x01"), tlv(0x04, b"")))),
        crl(b"\x01\x01\x01" * 500_000),
        crl(*(entry(number=tlv(0x02, n.to_bytes(3, "big"))) for n in range(1 << 16, 1 << 17))),
    ],
    ids=["nobody's", "long-identifier", "no-entries", "65536-entries"],
)
def test_what_a_list_costs_is_bounded(costly: bytes) -> None:
    start = time.process_time()

    told(costly, a_list(ISSUER))

    assert time.process_time() - start < SECONDS
