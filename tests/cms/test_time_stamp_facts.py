# mypy: disable-error-code="no-untyped-call"
"""What a time-stamp token states is told as it stands."""

import hashlib
from typing import Any

import pytest
from asn1crypto import x509 as asn1_x509

from fhvalidate.cms.attribute_values import MAX_NUMBER
from fhvalidate.cms.signed_attribute_facts import signed_attribute_facts
from fhvalidate.cms.time_stamp_facts import Accuracy, TimeStampFacts, time_stamp_facts
from fhvalidate.cms.time_stamp_token import read_time_stamp_token
from fhvalidate.cms.tst_info import MAX_ACCURACY
from tests.pki import TIME_STAMPED_AT
from tests.pki.handmade_cms import oid, sequence, tlv
from tests.pki.handmade_token import HandmadeToken, Info, integer
from tests.pki.time_stamping import POLICY, Imprint, time_stamp_token
from tests.pki.world import shared_world

UNIT = shared_world().time_stamps.identity
DATA = b"what is time-stamped"
IMPRINT = hashlib.sha256(DATA).digest()
TRUE, FALSE = b"\x01\x01\xff", b"\x01\x01\x00"
OWN = "1.3.6.1.4.1.32473.5"


def of(**fields: Any) -> TimeStampFacts:
    """What is told of a token with these fields."""
    made = HandmadeToken(unit=UNIT, info=Info(**fields).der)
    return time_stamp_facts(read_time_stamp_token(made.der(DATA)))


def named(kind: str, value: Any) -> bytes:
    return tlv(0xA0, asn1_x509.GeneralName(kind, value).dump())


def test_what_a_token_states_is_told() -> None:
    directory = asn1_x509.Name.build({"common_name": "Exempel TSA"})

    facts = of(
        accuracy=sequence(integer(1), b"\x80\x01\x05", b"\x81\x01\x07"),
        ordering=TRUE,
        nonce=integer(255),
        authority=named("directory_name", directory),
    )

    assert facts == TimeStampFacts(
        content_type="1.2.840.113549.1.9.16.1.4",
        is_der=True,
        policy="1.3.6.1.4.1.32473.1",
        imprint_algorithm="sha256",
        imprint=IMPRINT,
        serial_number=f"{4711:x}",
        generation_time=TIME_STAMPED_AT,
        accuracy=Accuracy(1, 5, 7),
        ordering=True,
        nonce="ff",
        tsa="CN=Exempel TSA",
    )


def test_what_a_token_leaves_out_is_told_as_nothing() -> None:
    facts = of()

    assert (facts.accuracy, facts.ordering, facts.nonce, facts.tsa) == (None, False, None, None)


def test_a_token_that_a_library_writes_is_told() -> None:
    made = time_stamp_token(shared_world().time_stamps, Imprint(algorithm="sha256", value=IMPRINT))

    facts = time_stamp_facts(read_time_stamp_token(made.dump()))

    assert (facts.policy, facts.imprint) == (POLICY, IMPRINT)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (sequence(), Accuracy(0, 0, 0)),
        (sequence(b"\x80\x01\x05"), Accuracy(0, 5, 0)),
        (sequence(b"\x81\x01\x07"), Accuracy(0, 0, 7)),
        (sequence(integer(MAX_ACCURACY + 1)), None),
        (sequence(integer(-1)), None),
    ],
)
def test_an_accuracy_is_told_in_the_units_that_are_written(
    written: bytes, told: Accuracy | None
) -> None:
    assert of(accuracy=written).accuracy == told


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("uniform_resource_identifier", "https://tsa.example/", "https://tsa.example/"),
        ("dns_name", "tsa.example", "tsa.example"),
        ("ip_address", "192.0.2.1", None),
    ],
)
def test_the_name_of_the_authority_is_told_where_it_is_text(
    kind: str, value: str, told: str | None
) -> None:
    assert of(authority=named(kind, value)).tsa == told


def test_a_digest_that_is_not_known_is_told_by_its_identifier() -> None:
    assert of(imprint_algorithm=sequence(oid(OWN))).imprint_algorithm == OWN


def test_a_statement_that_is_not_der_is_told_as_far_as_it_can_be_read() -> None:
    facts = of(ordering=FALSE, nonce=integer(1))

    assert not facts.is_der
    assert (facts.ordering, facts.nonce) == (False, "1")


def test_a_number_larger_than_any_that_is_meant_is_not_told() -> None:
    large = tlv(0x02, b"\x01" * (MAX_NUMBER + 1))

    facts = of(serial_number=large, nonce=large)

    assert (facts.serial_number, facts.nonce) == (None, None)


def test_a_name_that_is_none_is_told_as_nothing() -> None:
    assert of(authority=tlv(0xA0, b"\x05\x00")).tsa is None


def test_how_a_token_refers_to_the_certificate_of_its_unit_is_told_as_of_a_signature() -> None:
    token = read_time_stamp_token(HandmadeToken(unit=UNIT).der(DATA))

    facts = signed_attribute_facts(token.signed_data)

    assert [each.version for each in facts.references] == ["v2"]
    assert facts.content_type == "1.2.840.113549.1.9.16.1.4"
