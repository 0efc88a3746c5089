# mypy: disable-error-code="no-untyped-call"
"""What a CMS says is read as it stands; what cannot be read is an Asn1Error and nothing else."""

from dataclasses import replace

import pytest
from asn1crypto import cms, core
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from fhvalidate.cms.attributes import (
    MALFORMED,
    REVOCATION_ARCHIVAL,
    encoded_values,
)
from fhvalidate.cms.encoding import read_encoding
from fhvalidate.cms.parts import Parts, read_parts
from fhvalidate.cms.plain_parts import plain_parts
from fhvalidate.cms.signed_data import is_attributes, read_signed_data
from fhvalidate.cms.time_stamp_token import read_time_stamp_token
from fhvalidate.errors import Asn1Error
from fhvalidate.policy import Policy
from fhvalidate.signature import carried_by
from tests.cms.messages import (
    CONTENT_TYPE,
    MESSAGE_DIGEST,
    SIGNING_CERTIFICATE_V2,
    SIGNING_TIME,
    Attribute,
    Message,
    as_set,
    attributes_of,
    der_of,
    read,
    reference,
)
from tests.pki import EPOCH, TIME_STAMPED_AT
from tests.pki.time_stamping import POLICY, Imprint, time_stamp_token
from tests.pki.world import shared_world

WORLD = shared_world()
CHAIR = WORLD.chair


def token() -> bytes:
    made = time_stamp_token(WORLD.time_stamps, Imprint(algorithm="sha256", value=bytes(32)))
    return bytes(made.dump())


def test_what_a_signature_says_is_read() -> None:
    data = read(Message(signer=CHAIR))

    assert data.signers == 1
    assert data.content is None
    assert data.content_type == data.stated_content_type == "1.2.840.113549.1.7.1"
    assert data.signing_time == EPOCH
    assert data.digest_algorithm == "sha256"
    assert data.signature_algorithm.name == "ecdsa-sha256"
    assert len(data.certificates) == len(CHAIR.chain)
    assert data.refers
    assert len(data.references) == 1
    assert data.repeated == ()
    assert data.encoding.trailing == 0
    assert not data.encoding.is_ber


def test_the_signed_attributes_are_the_bytes_that_were_signed() -> None:
    message = Message(signer=CHAIR)

    assert read(message).signed_attributes == as_set(attributes_of(message)).dump()


def test_zeros_after_the_value_are_padding_and_anything_else_is_counted() -> None:
    der = der_of(Message(signer=CHAIR))

    assert read_signed_data(der + bytes(100)).encoding.trailing == 0
    assert read_signed_data(der + bytes(100) + b"ab").encoding.trailing == 2
    assert read_signed_data(der + bytes(100)).encoding.length == len(der)


def test_an_indefinite_length_is_ber() -> None:
    der = der_of(Message(signer=CHAIR))
    ber = b"\x30\x80" + bytes(cms.ContentInfo.load(der).contents) + b"\x00\x00"

    data = read_signed_data(ber + bytes(20))

    assert data.encoding.is_ber
    assert data.encoding.length == len(ber)
    assert data.signing_time == EPOCH


@pytest.mark.parametrize(
    "oid", [CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, SIGNING_CERTIFICATE_V2]
)
def test_an_attribute_that_must_be_single_is_told_when_it_is_not(oid: str) -> None:
    (again,) = [pair for pair in attributes_of(Message(signer=CHAIR)) if pair[0] == oid]

    assert read(Message(signer=CHAIR, more=(again,))).repeated == (oid,)


def test_an_attribute_with_two_values_is_told_too() -> None:
    message = Message(
        signer=CHAIR,
        without=(MESSAGE_DIGEST,),
        more=((MESSAGE_DIGEST, [core.OctetString(b"a"), core.OctetString(b"b")]),),
    )

    assert read(message).repeated == (MESSAGE_DIGEST,)


@pytest.mark.parametrize(
    "oid", [CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, SIGNING_CERTIFICATE_V2]
)
def test_an_attribute_that_is_missing_is_none(oid: str) -> None:
    data = read(Message(signer=CHAIR, without=(oid,)))

    values = {
        CONTENT_TYPE: data.stated_content_type,
        MESSAGE_DIGEST: data.message_digest,
        SIGNING_TIME: data.signing_time,
        SIGNING_CERTIFICATE_V2: None if not data.refers else data.references,
    }
    assert values[oid] is None


def test_both_forms_of_the_reference_are_read() -> None:
    old = read(Message(signer=CHAIR, refers_by="v1"))
    new = read(Message(signer=CHAIR, refers_by="v2"))

    assert old.references[0].digest_algorithm == "sha1"
    assert new.references[0].digest_algorithm == "sha256"


def test_a_reference_that_cannot_be_read_is_still_a_reference() -> None:
    message = Message(
        signer=CHAIR, without=(), refers_by="v1", more=((SIGNING_CERTIFICATE_V2, [core.Null()]),)
    )

    data = read(message)

    assert data.refers
    assert [entry.digest_algorithm for entry in data.references] == ["sha1"]


def test_the_signer_is_named_by_issuer_and_number_or_by_key_identifier() -> None:
    by_number = read(Message(signer=CHAIR)).signer
    by_key = read(Message(signer=CHAIR, by_key_identifier=True)).signer

    assert by_number.serial_number == CHAIR.certificate.serial_number
    assert by_number.key_identifier is None
    assert by_key.key_identifier is not None
    assert by_key.serial_number is None


def test_content_that_is_embedded_is_read() -> None:
    assert read(Message(signer=CHAIR, embeds=b"inside")).content == b"inside"


def test_several_signers_are_counted() -> None:
    assert read(Message(signer=CHAIR, signers=3)).signers == 3


def test_a_message_without_a_signer_is_refused() -> None:
    with pytest.raises(Asn1Error, match="no-signer"):
        read(Message(signer=CHAIR, signers=0))


def naming_by(start: bytes) -> bytes:
    """A message whose signer is named by a number that starts with these octets."""
    der = der_of(Message(signer=shared_world().chair))
    (signer,) = cms.ContentInfo.load(der)["content"]["signer_infos"]
    number = signer["sid"].chosen["serial_number"].dump()
    place = der.rindex(number) + 2
    return der[:place] + start + der[place + len(start) :]


@pytest.mark.parametrize("start", [b"\x00\x51", b"\x00\x00", b"\xff\x81"])
def test_an_integer_that_is_not_even_ber_makes_no_cms(start: bytes) -> None:
    """ITU-T X.690, 8.3.2: the first nine bits of an integer are not all alike."""
    with pytest.raises(Asn1Error, match="not-ber"):
        read_signed_data(naming_by(start))


@pytest.mark.parametrize("start", [b"\x00\x91", b"\xff\x71", b"\x01\x00"])
def test_an_integer_with_the_octets_it_needs_is_read(start: bytes) -> None:
    assert read_signed_data(naming_by(start)).signer.serial_number is not None


def test_another_kind_of_message_is_refused_as_such() -> None:
    other = cms.ContentInfo({"content_type": "data", "content": core.OctetString(b"x")})

    with pytest.raises(Asn1Error, match="not-signed-data"):
        read_signed_data(other.dump())


def test_what_a_time_stamp_says_is_read() -> None:
    read_token = read_time_stamp_token(token() + bytes(10))

    assert read_token.generation_time == TIME_STAMPED_AT
    assert read_token.imprint_algorithm == "sha256"
    assert read_token.info.imprint == bytes(32)
    assert read_token.info.policy == POLICY


def test_a_signature_is_no_time_stamp() -> None:
    with pytest.raises(Asn1Error, match="not-a-time-stamp"):
        read_time_stamp_token(der_of(Message(signer=CHAIR)))


def test_attributes_are_known_from_other_content() -> None:
    assert is_attributes(as_set(attributes_of(Message(signer=CHAIR))).dump())
    assert not is_attributes(b"%PDF-1.7")
    assert not is_attributes(b"\x31\x00")
    assert not is_attributes(b"")


@given(st.binary(max_size=200))
def test_nothing_but_an_asn1_error_leaves_the_reading_of_any_bytes(data: bytes) -> None:
    for reading in (read_encoding, read_signed_data, read_time_stamp_token):
        try:
            reading(data)
        except Asn1Error:
            continue


DER = der_of(Message(signer=CHAIR, more=(reference(CHAIR.certificate, "v1"),)))
TOKEN = token()


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([DER, TOKEN]), st.integers(0, 3000), st.integers(0, 255))
def test_nothing_but_an_asn1_error_leaves_the_reading_of_a_damaged_message(
    der: bytes, at: int, byte: int
) -> None:
    place = at % len(der)
    damaged = der[:place] + bytes([byte]) + der[place + 1 :]
    for reading in (read_signed_data, read_time_stamp_token):
        try:
            reading(damaged)
        except Asn1Error:
            continue


def test_the_certificates_are_carried_as_they_were_written() -> None:
    ders = {each.public_bytes(Encoding.DER) for each in CHAIR.chain}

    assert set(read(Message(signer=CHAIR)).certificates) == ders


def archival() -> tuple[bytes, bytes, Attribute]:
    """A CRL, a response, and Adobe's attribute that holds both (ISO 32000-2, 12.8.3.3.2)."""
    crl = WORLD.authority.crl().public_bytes(Encoding.DER)
    response = WORLD.authority.ocsp(CHAIR.certificate).public_bytes(Encoding.DER)

    def explicit(tag: int, der: bytes) -> bytes:
        return core.Any.load(der).retag({"explicit": tag}).dump() if der else b""

    lists = (explicit(0, sequence(crl)), explicit(1, sequence(response)))
    return crl, response, (REVOCATION_ARCHIVAL, [core.Any.load(sequence(b"".join(lists)))])


def sequence(content: bytes) -> bytes:
    return bytes(core.OctetString(content).dump()).replace(b"\x04", b"\x30", 1)


def test_revocation_data_in_the_signed_attributes_is_read() -> None:
    crl, response, attribute = archival()

    data = read(Message(signer=CHAIR, more=(attribute,)))

    assert data.crls == (crl,)
    assert data.ocsp_responses == (response,)


def test_revocation_data_that_cannot_be_read_is_passed_over() -> None:
    data = read(Message(signer=CHAIR, more=((REVOCATION_ARCHIVAL, [core.Null()]),)))

    assert (data.crls, data.ocsp_responses) == ((), ())


def beside_the_certificates(choice: cms.RevocationInfoChoice) -> bytes:
    """A message whose `crls` holds the choice (RFC 5652, 10.2.1)."""
    info = cms.ContentInfo.load(der_of(Message(signer=CHAIR)))
    info["content"]["crls"] = [choice]
    return bytes(info.dump(force=True))


def test_a_crl_beside_the_certificates_is_read() -> None:
    crl = WORLD.authority.crl().public_bytes(Encoding.DER)
    choice = cms.RevocationInfoChoice("crl", asn1_crl.CertificateList.load(crl))

    assert read_signed_data(beside_the_certificates(choice)).crls == (crl,)


def test_an_ocsp_response_beside_the_certificates_is_read() -> None:
    response = WORLD.authority.ocsp(CHAIR.certificate).public_bytes(Encoding.DER)
    other = {
        "other_rev_info_format": "ocsp_response",
        "other_rev_info": asn1_ocsp.OCSPResponse.load(response),
    }
    choice = cms.RevocationInfoChoice("other", other)

    assert read_signed_data(beside_the_certificates(choice)).ocsp_responses == (response,)


def test_a_file_that_carries_its_revocation_data_so_is_valid_by_it() -> None:
    info = read(Message(signer=CHAIR, more=(archival()[2],)))

    carried = carried_by(info, Policy.named("default").limits)

    assert len(carried.revocation.crls) == len(carried.revocation.ocsp_responses) == 1


def encoded(parts: Parts) -> Parts:
    """The same with every attribute value in DER."""
    signed, unsigned = (
        [(oid, list(encoded_values(values))) for oid, values in attributes]
        for attributes in (parts.signed, parts.unsigned)
    )
    return replace(parts, signed=signed, unsigned=unsigned)


def test_what_is_usual_is_read_without_a_whole_decoder() -> None:
    for der in (der_of(Message(signer=CHAIR)), token()):
        assert plain_parts(der) is not None


@given(
    which=st.sampled_from([0, 1]),
    places=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=2)), max_size=3),
)
@settings(max_examples=300, deadline=None)
def test_a_plain_reading_is_that_of_the_whole_decoder(
    which: int, places: list[tuple[float, bytes]]
) -> None:
    der = (der_of(Message(signer=CHAIR)), token())[which]
    for share, octets in places:
        at = int(share * (len(der) - 1))
        der = der[:at] + octets + der[at + 1 :]

    try:
        plain = plain_parts(der)
    except MALFORMED:
        with pytest.raises(MALFORMED):
            read_parts(der)
    else:
        assert plain is None or encoded(plain) == encoded(read_parts(der))
