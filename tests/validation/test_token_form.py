# mypy: disable-error-code="no-untyped-call"
"""A time-stamp token has one form (RFC 3161, 2.4.2; RFC 5816); in another it proves nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import core, x509

from fhvalidate.cms.time_stamp_token import read_time_stamp_token
from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.errors import Asn1Error
from fhvalidate.signature import Integrity, TimeStampKind
from fhvalidate.validation.time_stamp import TimeStampResult
from tests.pki import TIME_STAMPED_AT
from tests.pki.handmade_cms import oid, sequence, tlv
from tests.pki.handmade_token import HandmadeToken, Info, generalized, integer
from tests.pki.identity import asn1_certificate
from tests.pki.world import shared_world
from tests.validation.test_time_stamp_alone import VALUE, outcome, told

EXERCISES = ("5.4", "RFC 3161, 2.4.2")

WORLD = shared_world()
UNIT = WORLD.time_stamps.identity
FALSE, TRUE = b"\x01\x01\x00", b"\x01\x01\xff"
UNKNOWN = "1.3.6.1.4.1.32473.99"
QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"


def judged(token: HandmadeToken) -> TimeStampResult:
    return outcome(read_time_stamp_token(token.der(VALUE)))


def of(**fields: bytes) -> HandmadeToken:
    return HandmadeToken(unit=UNIT, info=Info(**fields).der)


def as_written(build: Callable[[bytes], bytes]) -> HandmadeToken:
    return HandmadeToken(unit=UNIT, info=lambda data: build(Info().der(data)))


def extension(name: str, critical: bytes = b"") -> bytes:
    return sequence(oid(name), critical, core.OctetString(b"\x05\x00").dump())


def extensions(*each: bytes) -> bytes:
    return tlv(0xA1, *each)


def test_a_token_of_the_one_form_passes_without_a_word() -> None:
    assert told(judged(of())) == (Indication.PASSED, None, set())


GOOD = {
    "accuracy": of(accuracy=sequence(integer(1), b"\x80\x01\x05", b"\x81\x01\x07")),
    "accuracy without seconds": of(accuracy=sequence(b"\x80\x01\x05")),
    "accuracy of nothing": of(accuracy=sequence()),
    "ordering": of(ordering=TRUE),
    "nonce": of(nonce=integer(-(2**80))),
    "everything": of(
        accuracy=sequence(integer(1)),
        ordering=TRUE,
        nonce=integer(7),
        extensions=extensions(extension(UNKNOWN)),
    ),
    "an extension that is not critical": of(extensions=extensions(extension(UNKNOWN))),
    "a critical one that is known": of(extensions=extensions(extension(QC_STATEMENTS, TRUE))),
    "fractions of seconds": of(time=tlv(0x18, b"20260302090100.25Z")),
    "a long serial number": of(serial_number=integer(2**159 + 1)),
    "a digest with NULL": of(
        imprint_algorithm=sequence(oid("2.16.840.1.101.3.4.2.1"), b"\x05\x00")
    ),
}


@pytest.mark.parametrize("token", GOOD.values(), ids=GOOD.keys())
def test_what_may_stand_in_a_token_may(token: HandmadeToken) -> None:
    assert told(judged(token)) == (Indication.PASSED, None, set())


def long_form(tag: int, contents: bytes) -> bytes:
    return bytes([tag, 0x84]) + len(contents).to_bytes(4, "big") + contents


def indefinite(der: bytes) -> bytes:
    header = 2 if der[1] < 0x80 else 2 + (der[1] & 0x7F)
    return der[:1] + b"\x80" + der[header:] + b"\x00\x00"


def contents(der: bytes) -> bytes:
    return der[2 if der[1] < 0x80 else 2 + (der[1] & 0x7F) :]


NOT_DER = {
    "ordering that is the default": of(ordering=FALSE),
    "a TRUE of another value": of(ordering=b"\x01\x01\x01"),
    "a default in an extension": of(extensions=extensions(extension(UNKNOWN, FALSE))),
    "no extensions in their place": of(extensions=extensions()),
    "an indefinite length": as_written(indefinite),
    "a long length": as_written(lambda der: long_form(0x30, contents(der))),
    "a long length within": of(policy=long_form(0x06, contents(Info().policy))),
    "a padded serial number": of(serial_number=b"\x02\x02\x00\x05"),
    "a padded negative nonce": of(nonce=b"\x02\x02\xff\x85"),
    "a padded version": of(version=b"\x02\x02\x00\x01"),
    "something after it": as_written(lambda der: der + b"\x05\x00"),
    "zeros after it": as_written(lambda der: der + bytes(4)),
    "a field too many": of(extensions=extensions(extension(UNKNOWN)) + b"\x05\x00"),
    "fields in another order": of(accuracy=TRUE, ordering=sequence(integer(1))),
    "zeros at the end of fractions": of(time=tlv(0x18, b"20260302090100.250Z")),
    "a time in another zone": of(time=tlv(0x18, b"20260302100100+0100")),
    "a time in no zone": of(time=tlv(0x18, b"20260302090100")),
    "a time without seconds": of(time=tlv(0x18, b"202603020901Z")),
    "a comma in the time": of(time=tlv(0x18, b"20260302090100,5Z")),
    "milliseconds that are whole seconds": of(accuracy=sequence(b"\x80\x02\x03\xe8")),
    "no milliseconds in their place": of(accuracy=sequence(b"\x80\x01\x00")),
    "accuracy below nothing": of(accuracy=sequence(integer(-1))),
}


@pytest.mark.parametrize("token", NOT_DER.values(), ids=NOT_DER.keys())
def test_a_token_whose_statement_is_not_exact_der_proves_nothing(token: HandmadeToken) -> None:
    result = judged(token)

    constraints = (Indication.INDETERMINATE, SubIndication.SIG_CONSTRAINTS_FAILURE)
    assert told(result) == (*constraints, told(result)[2])
    assert "timestamp-not-der" in told(result)[2]
    assert result.basic.integrity is Integrity.INTACT
    assert result.proven_time is None


@pytest.mark.parametrize("version", [9, 0, 2, -1, 3, 2**64, 255, 256, 128, 10])
def test_a_token_of_another_version_proves_nothing(version: int) -> None:
    result = judged(of(version=integer(version)))

    failed = (Indication.FAILED, SubIndication.FORMAT_FAILURE, {"timestamp-version"})
    assert told(result) == failed
    assert result.proven_time is None


@pytest.mark.parametrize("time", [b"20260302090100.Z", b"00000302090100Z", b"", b"20261302090100Z"])
def test_a_time_that_is_none_makes_no_token(time: bytes) -> None:
    with pytest.raises(Asn1Error):
        read_time_stamp_token(of(time=tlv(0x18, time)).der(VALUE))


CRITICAL = {
    "the only one": (extension(UNKNOWN, TRUE),),
    "the first": (extension(UNKNOWN, TRUE), extension("1.2.3.4")),
    "the last": (extension("1.2.3.4"), extension(UNKNOWN, TRUE)),
    "after a known one": (extension(QC_STATEMENTS, TRUE), extension(UNKNOWN, TRUE)),
    "twice": (extension(UNKNOWN, TRUE), extension(UNKNOWN, TRUE)),
}


@pytest.mark.parametrize("each", CRITICAL.values(), ids=CRITICAL.keys())
def test_a_critical_extension_that_is_not_known_makes_a_token_prove_nothing(
    each: tuple[bytes, ...],
) -> None:
    result = judged(of(extensions=extensions(*each)))

    assert told(result) == (
        Indication.INDETERMINATE,
        SubIndication.SIG_CONSTRAINTS_FAILURE,
        {"timestamp-critical-extension"},
    )
    assert result.proven_time is None


def test_a_token_without_signed_attributes_proves_nothing() -> None:
    result = judged(HandmadeToken(unit=UNIT, has_attributes=False))

    failed = (Indication.FAILED, SubIndication.FORMAT_FAILURE, {"cms-signed-attributes-missing"})
    assert told(result) == failed


def test_a_token_that_refers_to_no_certificate_proves_nothing() -> None:
    result = judged(HandmadeToken(unit=UNIT, refers=False))

    assert told(result) == (
        Indication.INDETERMINATE,
        SubIndication.SIG_CONSTRAINTS_FAILURE,
        {"cms-signing-certificate-attribute-missing"},
    )
    assert result.proven_time is None


def test_a_token_that_names_another_certificate_than_it_refers_to_proves_nothing() -> None:
    other = WORLD.time_stamp_root.issue_time_stamping()

    result = judged(HandmadeToken(unit=UNIT, names=other.certificate))

    assert told(result) == (
        Indication.INDETERMINATE,
        SubIndication.NO_SIGNING_CERTIFICATE_FOUND,
        {"cms-signer-identifier-mismatch"},
    )
    assert result.proven_time is None


def test_the_message_around_the_statement_may_be_ber_and_that_is_told() -> None:
    result = judged(HandmadeToken(unit=UNIT, written=indefinite))

    assert told(result) == (Indication.PASSED, None, {"cms-ber-encoded"})


def test_the_statement_may_stand_in_pieces_in_a_message_in_ber() -> None:
    whole = HandmadeToken(unit=UNIT).der(VALUE)
    content = read_time_stamp_token(whole).signed_data.content or b""
    octets = core.OctetString(content).dump()
    pieces = b"\x24\x80" + b"".join(tlv(0x04, content[i : i + 40]) for i in range(0, 160, 40))
    outer = sequence(oid("1.2.840.113549.1.9.16.1.4"), tlv(0xA0, octets))
    odd = b"\x30\x80" + oid("1.2.840.113549.1.9.16.1.4") + b"\xa0\x80" + pieces + bytes(6)
    signed_data = contents(contents(whole)[11:])
    body = tlv(0x30, contents(signed_data).replace(outer, odd))
    token = read_time_stamp_token(sequence(oid("1.2.840.113549.1.7.2"), tlv(0xA0, body)))

    assert told(outcome(token))[:2] == (Indication.PASSED, None)


def named(kind: str, value: object) -> HandmadeToken:
    return of(authority=tlv(0xA0, x509.GeneralName(kind, value).dump()))


SUBJECT = asn1_certificate(UNIT.certificate).subject
OTHERS = {
    "another subject": named("directory_name", asn1_certificate(WORLD.chair.certificate).subject),
    "no subject": named("directory_name", x509.Name.build({})),
    "a domain": named("dns_name", "tid.example.test"),
    "an address": named("rfc822_name", "tid@example.test"),
    "a place": named("uniform_resource_identifier", "https://tid.example.test/"),
    "a number": named("registered_id", "1.2.3.4"),
    "its issuer": named("directory_name", asn1_certificate(WORLD.chair.certificate).issuer),
    "a machine": named("ip_address", "192.0.2.1"),
    "a name that is none": of(authority=tlv(0xA0, b"\x05\x00")),
    "a part of the subject": named(
        "directory_name", x509.Name.build({"common_name": SUBJECT.native["common_name"]})
    ),
}


@pytest.mark.parametrize("token", OTHERS.values(), ids=OTHERS.keys())
def test_an_authority_of_another_name_than_the_certificates_is_told(token: HandmadeToken) -> None:
    result = judged(token)

    assert told(result) == (Indication.PASSED, None, {"timestamp-authority-differs"})


def shouted(name: x509.Name) -> x509.Name:
    """The name as RFC 5280, 7.1 takes it for the same: in capitals and with more spaces."""
    pairs = {kind: f"  {value.upper().replace(' ', '   ')} " for kind, value in name.native.items()}
    return x509.Name.build({**pairs, "country_name": name.native["country_name"]})


@pytest.mark.parametrize("name", [SUBJECT, shouted(SUBJECT)], ids=["as it is", "in capitals"])
def test_an_authority_of_the_certificates_name_is_not_told(name: x509.Name) -> None:
    assert told(judged(named("directory_name", name))) == (Indication.PASSED, None, set())


ACCURACIES = {
    "none": (b"", timedelta()),
    "a second": (sequence(integer(1)), timedelta(seconds=1)),
    "a minute": (sequence(integer(60)), timedelta(minutes=1)),
    "milliseconds": (sequence(b"\x80\x02\x01\xf4"), timedelta(milliseconds=500)),
    "microseconds": (sequence(b"\x81\x01\x07"), timedelta(microseconds=7)),
    "all three": (
        sequence(integer(2), b"\x80\x01\x03", b"\x81\x01\x04"),
        timedelta(seconds=2, milliseconds=3, microseconds=4),
    ),
    "a day": (sequence(integer(86400)), timedelta(days=1)),
}


@pytest.mark.parametrize(("accuracy", "margin"), ACCURACIES.values(), ids=ACCURACIES.keys())
def test_the_time_that_is_proven_is_the_latest_one_that_the_token_can_be_from(
    accuracy: bytes, margin: timedelta
) -> None:
    result = judged(of(accuracy=accuracy))

    assert result.proven_time == TIME_STAMPED_AT + margin


def test_a_time_stamp_over_the_content_proves_the_earliest_time_it_can_be_from() -> None:
    result = judged(of(accuracy=sequence(integer(60))))

    content = replace(result, kind=TimeStampKind.CONTENT)

    assert content.proven_time == TIME_STAMPED_AT - timedelta(minutes=1)


def test_an_accuracy_beyond_the_end_of_time_ends_there() -> None:
    info = Info(
        time=generalized(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        accuracy=sequence(integer(10**30)),
    )
    token = read_time_stamp_token(HandmadeToken(unit=UNIT, info=info.der).der(VALUE))

    assert token.latest_time == datetime.max.replace(tzinfo=UTC)
    assert token.earliest_time.year < 9999
