"""The level of a signature by its elements, whether or not they hold."""

from dataclasses import replace

import pytest

from fhvalidate.signature import Level
from fhvalidate.validation.level import level_of
from tests.cms.messages import SIGNING_CERTIFICATE_V2, Message, read
from tests.pdf.handsigned import VALUE, prepared, sealed
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b, sign_b_lt, sign_b_lta, sign_b_t, sign_legacy
from tests.pki.world import shared_world
from tests.validation.judging import judged, signer
from tests.validation.placing import opened, passed, signed_minutes

WORLD = shared_world()
MINUTES = minutes()


def level(data: bytes) -> str:
    return judged(data).signatures[0].level.value


def test_each_level_is_known_by_its_elements() -> None:
    data = WORLD.validation_data()

    assert level(sign_b_b(MINUTES, WORLD.chair)) == "PAdES-BASELINE-B"
    assert level(sign_b_t(MINUTES, WORLD.chair, WORLD.time_stamps)) == "PAdES-BASELINE-T"
    assert level(sign_b_lt(MINUTES, WORLD.chair, WORLD.time_stamps, data)) == "PAdES-BASELINE-LT"
    assert level(sign_b_lta(MINUTES, WORLD.chair, WORLD.time_stamps, data)) == "PAdES-BASELINE-LTA"


def test_revocation_data_on_some_certificates_only_is_not_long_term() -> None:
    from tests.pki.validation_data import ValidationData

    part = ValidationData(crls=(WORLD.authority.crl(),))

    assert level(sign_b_lt(MINUTES, WORLD.chair, WORLD.time_stamps, part)) == "PAdES-BASELINE-T"


def test_a_signature_whose_certificate_needs_no_revocation_data_is_long_term_with_a_stamp() -> None:
    assert level(sign_b_t(MINUTES, signer(), WORLD.time_stamps)) == "PAdES-BASELINE-LT"


def test_older_forms_have_names_of_their_own() -> None:
    assert level(sign_legacy(MINUTES, signer())) == "PKCS7"
    sha1 = sealed(prepared(value=VALUE.replace(b"ETSI.CAdES.detached", b"adbe.x509.rsa_sha1")))
    assert level(sha1) == "RSA-SHA1"


@pytest.mark.parametrize("name", [b"GTTS.TimeStamp", b"GT.KSI"])
def test_guardtimes_own_kind_is_told_apart(name: bytes) -> None:
    data = sealed(prepared(value=VALUE.replace(b"ETSI.CAdES.detached", name)))

    report = judged(data)

    assert report.signatures[0].level == "KSI"
    assert report.signatures[0].kind == "document-timestamp"
    assert report.verdict == "indeterminate"


@pytest.mark.parametrize("name", [b"Prov.Okant", b"ETSI.CAdES.attached", b""])
def test_an_unknown_form_is_unknown_and_never_unsigned(name: bytes) -> None:
    data = sealed(prepared(value=VALUE.replace(b"ETSI.CAdES.detached", name)))

    report = judged(data)

    assert report.signatures[0].level == "UNKNOWN"
    assert report.signatures[0].integrity == "unknown"
    assert report.verdict == "indeterminate"


def test_pades_without_a_reference_to_the_certificate_is_not_baseline() -> None:
    known = passed().signature
    bare = Message(signer=WORLD.chair, without=(SIGNING_CERTIFICATE_V2,))
    odd = replace(known, signed_data=read(bare))

    found = level_of(odd, (odd,), opened(signed_minutes()).security_store, ())

    assert found is Level.EXTENDED


def test_a_signature_that_cannot_be_read_has_no_level() -> None:
    broken = replace(passed().signature, signed_data=None)

    found = level_of(broken, (broken,), opened(signed_minutes()).security_store, ())

    assert found is Level.UNKNOWN
