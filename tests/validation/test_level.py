"""The level of a signature by its elements, whether or not they hold."""

from dataclasses import replace

import pytest
from cryptography import x509

from fhvalidate.signature import Level
from fhvalidate.validation.level import levels_of
from tests.cms.messages import SIGNING_CERTIFICATE_V2, Message, read
from tests.pdf.handsigned import VALUE, prepared, sealed
from tests.pki import Authority
from tests.pki.minutes import minutes
from tests.pki.profile import TIME_STAMPING
from tests.pki.signing import (
    add_document_time_stamp,
    sign_b_b,
    sign_b_lt,
    sign_b_lta,
    sign_b_t,
    sign_legacy,
)
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.world import make_world, shared_world
from tests.validation.judging import judged, signer, trusting
from tests.validation.placing import opened, passed, signed_minutes
from tests.validation.scenes import Judging, evidence_of, stored

WORLD = shared_world()
MINUTES = minutes()


def with_data(
    data: bytes,
    *crls: x509.CertificateRevocationList,
    certificates: tuple[x509.Certificate, ...] = (),
) -> bytes:
    return stored(data, crls, certificates=certificates)


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


def test_a_certificate_that_needs_no_revocation_data_is_asked_for_none() -> None:
    """RFC 9608; its time-stamp's certificate is another, and needs some."""
    stamped = sign_b_t(MINUTES, signer(), WORLD.time_stamps)

    assert level(stamped) == "PAdES-BASELINE-T"
    assert level(with_data(stamped, WORLD.time_stamp_root.crl())) == "PAdES-BASELINE-LT"


def test_revocation_data_on_the_signer_alone_is_not_long_term() -> None:
    """EN 319 142-1, 6.3: the time-stamp's certificates are validated too."""
    stamped = sign_b_t(MINUTES, WORLD.chair, WORLD.time_stamps)
    signers = (WORLD.root.crl(), WORLD.authority.crl())

    assert level(with_data(stamped, *signers)) == "PAdES-BASELINE-T"
    all_of_them = with_data(stamped, *signers, WORLD.time_stamp_root.crl())
    assert level(all_of_them) == "PAdES-BASELINE-LT"


def test_a_unit_that_is_itself_trusted_needs_no_revocation_data() -> None:
    """As trusted lists have it: the unit is the anchor."""
    stamped = sign_b_t(MINUTES, WORLD.chair, WORLD.time_stamps)
    data = with_data(stamped, WORLD.root.crl(), WORLD.authority.crl())
    unit = Authority(identity=WORLD.time_stamps.identity)

    report = judged(data, trust=trusting(WORLD.root, unit))

    assert report.signatures[0].level is Level.LT


def test_a_unit_that_signed_its_own_certificate_needs_no_revocation_data() -> None:
    purposes = TIME_STAMPING.extended_key_usage
    alone = Authority.root("Exempelmyndigheten", extended_key_usage=purposes)
    stamped = sign_b_t(MINUTES, WORLD.chair, TimeStampAuthority(identity=alone.identity))

    assert level(with_data(stamped, WORLD.root.crl(), WORLD.authority.crl())) == (
        "PAdES-BASELINE-LT"
    )


def test_data_on_a_unit_whose_issuer_is_not_at_hand_counts_for_nothing() -> None:
    """Whatever tells of its revocation cannot be verified."""
    other = make_world()
    unit = replace(other.time_stamps, tells_chain=False)
    stamped = sign_b_t(MINUTES, WORLD.chair, unit)
    crls = (WORLD.root.crl(), WORLD.authority.crl(), other.time_stamp_root.crl())

    assert level(with_data(stamped, *crls)) == "PAdES-BASELINE-T"
    root = other.time_stamp_root.certificate
    assert level(with_data(stamped, *crls, certificates=(root,))) == "PAdES-BASELINE-LT"


def test_certificates_that_the_file_lacks_are_no_long_term_data() -> None:
    """The authority's certificate comes from beside the file."""
    bare = replace(WORLD.chair, issuers=())
    stamped = sign_b_t(MINUTES, bare, WORLD.time_stamps)
    crls = (WORLD.root.crl(), WORLD.authority.crl(), WORLD.time_stamp_root.crl())
    data = with_data(stamped, *crls)
    beside = Judging(world=WORLD, evidence=evidence_of(WORLD.authority.certificate))

    assert beside.first(data).level is Level.T


def test_a_document_time_stamp_before_the_data_makes_no_lta() -> None:
    """It is what the level T asks for; LTA takes one over the validation data."""
    crls = (WORLD.root.crl(), WORLD.authority.crl(), WORLD.time_stamp_root.crl())
    stamped = add_document_time_stamp(sign_b_b(MINUTES, WORLD.chair), WORLD.time_stamps)
    data = with_data(stamped, *crls)

    assert level(stamped) == "PAdES-BASELINE-T"
    assert level(data) == "PAdES-BASELINE-LT"
    kept = add_document_time_stamp(data, WORLD.time_stamps, field="Arkivstämpel")
    assert level(kept) == "PAdES-BASELINE-LTA"


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

    result = replace(passed(), signature=odd)
    (found,) = levels_of((result,), opened(signed_minutes()).security_store)

    assert found is Level.EXTENDED


def test_a_signature_that_cannot_be_read_has_no_level() -> None:
    broken = replace(passed().signature, signed_data=None)

    result = replace(passed(), signature=broken)
    (found,) = levels_of((result,), opened(signed_minutes()).security_store)

    assert found is Level.UNKNOWN
