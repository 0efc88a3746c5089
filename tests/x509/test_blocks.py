"""Files of certificates, block by block: what cannot be read hides nothing and is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.x509.certificates.blocks import (
    CUT_SHORT,
    NOT_BASE64,
    SURPLUS,
    blocks_of,
    is_evidence,
    read_certificate_file,
)
from fhvalidate.x509.certificates.certificate import read_certificate
from tests.pki import Authority
from tests.x509.unreadable import DER, OTHERS, PEM, UNREADABLE_DER, UNREADABLE_PEM, armoured

CERTIFICATE = read_certificate(DER)
OTHER = Authority.root("En annan rot-CA").pem


@pytest.mark.parametrize(
    "data",
    [
        DER,
        PEM,
        PEM.replace(b"\n", b"\r\n"),
        b"subject=/CN=Exempel\nissuer=/CN=Exempel\n" + PEM,
        b"\xef\xbb\xbf" + PEM,
        PEM.decode().encode("utf-16"),
        armoured(DER, "X509 CERTIFICATE"),
        armoured(DER + b"\x30\x03\x0c\x01x", "TRUSTED CERTIFICATE"),
        PEM.rstrip(),
        PEM.replace(b"CERTIFICATE-----\n", b"CERTIFICATE-----\nComment: prov\n\n", 1),
        b"  " + PEM.replace(b"\n", b"\n  "),
        PEM.replace(b"=", b""),
    ],
)
def test_a_certificate_is_read_however_its_file_is_laid_out(data: bytes) -> None:
    found = read_certificate_file(data)

    assert found.certificates == (CERTIFICATE,)
    assert not found.unreadable


@pytest.mark.parametrize("block", UNREADABLE_PEM.values(), ids=list(UNREADABLE_PEM))
def test_an_unreadable_block_is_told_by_its_place_and_the_others_are_read(block: bytes) -> None:
    for data, number in ((block + b"\n" + OTHER, 1), (OTHER + block, 2), (PEM + OTHER + block, 3)):
        found = read_certificate_file(data)

        assert len(found.certificates) == (2 if number == 3 else 1)
        assert [item.number for item in found.unreadable] == [number]
        assert all(item.reason for item in found.unreadable)


@pytest.mark.parametrize("data", UNREADABLE_DER.values(), ids=list(UNREADABLE_DER))
def test_what_is_a_certificate_by_its_form_and_cannot_be_read_is_told(data: bytes) -> None:
    found = read_certificate_file(data)

    assert not found.certificates
    assert [item.number for item in found.unreadable] == [1]
    assert found.unreadable[0].reason


@pytest.mark.parametrize("data", OTHERS.values(), ids=list(OTHERS))
def test_what_is_no_certificate_is_passed_over(data: bytes) -> None:
    found = read_certificate_file(data)

    assert not found.certificates
    assert not found.unreadable
    assert not any(is_evidence(block) for block in blocks_of(data) if not block.label)


@given(st.binary(max_size=600), st.integers(0, len(PEM)))
def test_no_bytes_raise_anything(noise: bytes, place: int) -> None:
    for data in (noise, PEM[:place] + noise + PEM[place:], DER[:place] + noise):
        found = read_certificate_file(data)
        assert all(item.reason and item.number for item in found.unreadable)
        assert all(isinstance(is_evidence(block), bool) for block in blocks_of(data))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (DER[:-1], CUT_SHORT),
        (armoured(DER[: len(DER) // 2]), CUT_SHORT),
        (armoured(b""), CUT_SHORT),
        (PEM[:200], CUT_SHORT),
        (armoured(DER + DER), SURPLUS),
        (UNREADABLE_PEM["one sign too many"], NOT_BASE64),
    ],
)
def test_why_a_block_cannot_be_read_is_said(data: bytes, reason: str) -> None:
    assert [block.reason for block in read_certificate_file(data).unreadable] == [reason]
