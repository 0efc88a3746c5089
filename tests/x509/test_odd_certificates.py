"""Certificates that a strict parser refuses are read as far as a signature needs."""

from datetime import UTC, datetime

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.errors import Asn1Error
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.certificates.names import name_key_of
from fhvalidate.x509.certificates.subject_facts import read_subject_facts
from fhvalidate.x509.paths.extensions import CertificateDefect, path_facts
from tests.pki.handmade_cms import oid, sequence, tlv
from tests.pki.world import shared_world

EXERCISES = ("RFC 5280, 4.1", "RFC 5280, 4.2", "RFC 5280, 7.1")

GIVEN = shared_world().chair.certificate.public_bytes(Encoding.DER)
EMAIL, NAME, COUNTRY, COMPONENT = (
    "1.2.840.113549.1.9.1",
    "2.5.4.3",
    "2.5.4.6",
    "0.9.2342.19200300.100.1.25",
)
UTF8, PRINTABLE, TELETEX, IA5, UNIVERSAL, BMP, OCTETS = 0x0C, 0x13, 0x14, 0x16, 0x1C, 0x1E, 0x04


def certificate(**parts: bytes) -> bytes:
    """The chair's certificate with these parts of its body put in the place of its own."""
    whole = asn1_x509.Certificate.load(GIVEN)
    body = whole["tbs_certificate"]
    names = (
        "version",
        "serial_number",
        "signature",
        "issuer",
        "validity",
        "subject",
        "subject_public_key_info",
        "extensions",
    )
    written = [parts.get(name, body[name].dump()) for name in names]
    signed = (whole["signature_algorithm"].dump(), whole["signature_value"].dump())
    return sequence(sequence(*written), *signed)


def name(kind: str, tag: int, contents: bytes) -> bytes:
    """A distinguished name of one attribute."""
    return sequence(tlv(0x31, sequence(oid(kind), tlv(tag, contents))))


def extensions(*items: bytes) -> bytes:
    return tlv(0xA3, sequence(*items))


def extension(kind: str, value: bytes) -> bytes:
    return sequence(oid(kind), tlv(0x04, value))


def read(**parts: bytes) -> Certificate:
    return read_certificate(certificate(**parts))


@pytest.mark.parametrize(
    ("kind", "tag", "contents", "text"),
    [
        (EMAIL, BMP, "anna@exempelby.se".encode("utf-16-be"), "anna@exempelby.se"),
        (EMAIL, UTF8, "åsa@exempelby.se".encode(), "åsa@exempelby.se"),
        (EMAIL, IA5, "åsa@exempelby.se".encode("latin-1"), "åsa@exempelby.se"),
        (EMAIL, PRINTABLE, b"anna@exempelby.se", "anna@exempelby.se"),
        (NAME, TELETEX, "Åsa Exempel".encode("latin-1"), "Åsa Exempel"),
        (NAME, PRINTABLE, "Åsa Exempel".encode("latin-1"), "Åsa Exempel"),
        (NAME, PRINTABLE, "Åsa Exempel".encode(), "Åsa Exempel"),
        (NAME, UTF8, "Åsa Exempel".encode("latin-1"), "Åsa Exempel"),
        (NAME, UNIVERSAL, "Åsa Exempel".encode("utf-32-be"), "Åsa Exempel"),
        (NAME, OCTETS, b"Anna Exempel", "Anna Exempel"),
        (NAME, UTF8, b"", ""),
        (COUNTRY, UTF8, b"SE", "SE"),
        (COUNTRY, PRINTABLE, b"Sverige", "Sverige"),
        (COMPONENT, BMP, "exempelby".encode("utf-16-be"), "exempelby"),
        ("1.2.3.4", BMP, "Anna".encode("utf-16-be"), "Anna"),
    ],
)
def test_a_name_of_any_string_type_is_read(kind: str, tag: int, contents: bytes, text: str) -> None:
    found = read(subject=name(kind, tag, contents))

    assert [each.text for part in found.subject_name for each in part] == [text]
    assert dict(read_subject_facts(found).attributes)[kind] == text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (name(NAME, PRINTABLE, b"Anna  EXEMPEL "), name(NAME, UTF8, b"anna exempel"), True),
        (name(NAME, BMP, "Åsa".encode("utf-16-be")), name(NAME, UTF8, "åsa".encode()), True),
        (name(NAME, UTF8, b"Anna"), name(EMAIL, UTF8, b"Anna"), False),
        (name(NAME, UTF8, b"\xc5sa"), name(NAME, PRINTABLE, b"\xc5sa"), False),
        (name(NAME, UTF8, b"\xc5sa"), name(NAME, UTF8, b"\xc5sa"), True),
    ],
)
def test_names_compare_by_their_prepared_text(one: bytes, other: bytes, same: bool) -> None:
    """RFC 5280, 7.1; what cannot be prepared is compared byte for byte."""
    assert (name_key_of(one) == name_key_of(other)) is same


@pytest.mark.parametrize(
    ("octets", "number"),
    [
        (b"\xff\x01", -255),
        (b"\x00", 0),
        (b"\x00\x00\x05", 5),
        (b"\x01" * 40, int.from_bytes(b"\x01" * 40, "big")),
        (b"\x01" * 2500, int.from_bytes(b"\x01" * 2500, "big")),
    ],
    ids=["negative", "zero", "padded", "long", "very-long"],
)
def test_a_serial_number_is_read_however_it_is_written(octets: bytes, number: int) -> None:
    assert read(serial_number=tlv(0x02, octets)).serial_number == number


def validity(start: tuple[int, bytes], end: tuple[int, bytes]) -> bytes:
    return sequence(tlv(*start), tlv(*end))


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ((0x18, b"00000101000000Z"), datetime.min.replace(tzinfo=UTC)),
        ((0x18, b"00010101000000Z"), datetime.min.replace(tzinfo=UTC)),
        ((0x18, b"20260101000000"), datetime(2026, 1, 1, tzinfo=UTC)),
        ((0x17, b"260101000000+0100"), datetime(2025, 12, 31, 23, tzinfo=UTC)),
        # What is no time is none at which the certificate is in force.
        ((0x17, b"261332000000Z"), datetime.max.replace(tzinfo=UTC)),
        ((0x17, b""), datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_dates_end_where_the_calendar_does(start: tuple[int, bytes], expected: datetime) -> None:
    found = read(validity=validity(start, (0x18, b"99991231235959Z")))

    assert found.not_before == expected
    assert found.not_after == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["2.5.29.14", "2.5.29.35", "2.5.29.31", "1.3.6.1.5.5.7.1.1"])
def test_an_extension_that_cannot_be_read_hides_no_other(kind: str) -> None:
    signing = extension("2.5.29.15", b"\x03\x02\x06\x40")
    found = read(extensions=extensions(extension(kind, b"\x31\x7f\x01"), signing))

    assert found.key_usage == frozenset({"non_repudiation"})
    assert found.revocation_urls == ()


@pytest.mark.parametrize("kind", ["2.5.29.15", "2.5.29.37"])
def test_a_use_that_cannot_be_read_permits_nothing(kind: str) -> None:
    found = read(extensions=extensions(extension(kind, b"\x04\x02\x06\x40")))

    assert frozenset() in {found.key_usage, found.extended_key_usage}
    assert path_facts(found).defect is CertificateDefect.MALFORMED_EXTENSION


@pytest.mark.parametrize("after", [b"\0\0", b"\n", b"\r\n"])
def test_padding_after_a_certificate_is_no_part_of_it(after: bytes) -> None:
    assert read_certificate(GIVEN + after).der == GIVEN


@pytest.mark.parametrize(
    "data", [b"", b"\x30", GIVEN[:-1], GIVEN + b"x", b"\x31" + GIVEN[1:], b"\x30\x03\x02\x01\x05"]
)
def test_what_is_no_certificate_is_told_as_that(data: bytes) -> None:
    with pytest.raises(Asn1Error):
        read_certificate(data)
