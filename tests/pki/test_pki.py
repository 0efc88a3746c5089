# mypy: disable-error-code="no-untyped-call"
"""The test world itself holds together, as another validator (pyHanko) sees it."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509 import ocsp
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    PdfSignatureStatus,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import DisallowWeakAlgorithmsPolicy

from tests.pki.authentication_context import authentication_context
from tests.pki.authority import Authority
from tests.pki.identity import Identity, asn1_certificate
from tests.pki.keys import KeyKind
from tests.pki.minutes import Minutes, Vendor, layout_text, minutes
from tests.pki.people import ANNA, TEST_PERSONNUMMER, has_luhn_check_digit
from tests.pki.resigning import sign_again
from tests.pki.signing import (
    Permission,
    add_document_time_stamp,
    sign,
    sign_b_b,
    sign_b_lt,
    sign_b_lta,
    sign_b_t,
    sign_legacy,
)
from tests.pki.times import ARCHIVED_AT, EPOCH, VALIDATED_AT, YEAR
from tests.pki.updates import (
    add_annotation,
    add_empty_field,
    add_text_field,
    change_title,
    draw_on_page,
    fill_text_field,
)
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.waiting import run
from tests.pki.world import World, make_world, shared_world

MINUTES = minutes(Minutes(vendor=Vendor.KNOWIT))


def context(data: bytes, anchors: Sequence[Authority], at: datetime) -> ValidationContext:
    """A strict offline context that knows what the file's DSS holds."""
    options: dict[str, Any] = {
        "trust_roots": [asn1_certificate(anchor.certificate) for anchor in anchors],
        "moment": at,
        "allow_fetching": False,
        "revocation_mode": "require",
        "algorithm_usage_policy": DisallowWeakAlgorithmsPolicy(),
    }
    reader = PdfFileReader(io.BytesIO(data))
    if "/DSS" not in reader.root:
        return ValidationContext(**options, crls=[])
    store = DocumentSecurityStore.read_dss(reader)
    return store.as_validation_context(options)


def status_of(
    data: bytes, world: World, *, at: datetime = VALIDATED_AT, number: int = 0
) -> PdfSignatureStatus:
    """pyHanko's status of one signature."""
    signature = PdfFileReader(io.BytesIO(data)).embedded_regular_signatures[number]
    strict = context(data, [world.root, world.time_stamp_root], at)
    return run(
        async_validate_pdf_signature(
            signature, signer_validation_context=strict, ts_validation_context=strict
        )
    )


@pytest.mark.parametrize("personnummer", TEST_PERSONNUMMER)
def test_a_test_personnummer_has_the_right_check_digit(personnummer: str) -> None:
    assert has_luhn_check_digit(personnummer)


@pytest.mark.parametrize("kind", [KeyKind.EC_P256, KeyKind.RSA_2048])
@pytest.mark.parametrize("own_time_stamps", [False, True])
def test_a_b_lt_signature_is_trusted_with_revocation_required(
    kind: KeyKind, own_time_stamps: bool
) -> None:
    world = make_world(kind, own_time_stamps=own_time_stamps)

    signed = sign_b_lt(MINUTES, world.chair, world.time_stamps, world.validation_data())

    status = status_of(signed, world)
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted


def test_two_signers_in_turn_are_both_trusted() -> None:
    world = shared_world()

    once = sign_b_t(MINUTES, world.chair, world.time_stamps, field="Ordförande")
    twice = sign_b_t(once, world.adjuster, world.time_stamps, field="Justerare")
    signed = add_validation_data(twice, world.validation_data())

    assert status_of(signed, world, number=0).bottom_line
    assert status_of(signed, world, number=1).bottom_line


def test_a_b_lta_signature_ends_in_a_trusted_document_time_stamp() -> None:
    world = shared_world()

    archived = sign_b_lta(MINUTES, world.chair, world.time_stamps, world.validation_data())
    signed = add_validation_data(archived, world.refreshed_validation_data())

    (time_stamp,) = PdfFileReader(io.BytesIO(signed)).embedded_timestamp_signatures
    status = run(
        async_validate_pdf_timestamp(
            time_stamp, context(signed, [world.time_stamp_root], VALIDATED_AT)
        )
    )
    assert status.valid
    assert status.trusted
    assert status.timestamp == ARCHIVED_AT
    assert status_of(signed, world).bottom_line


def test_a_b_b_signature_is_intact_but_has_no_revocation_data() -> None:
    world = shared_world()

    status = status_of(sign_b_b(MINUTES, world.chair), world)

    assert status.intact
    assert status.valid
    assert not status.trusted


def test_a_signature_with_ocsp_responses_instead_of_crls_is_trusted() -> None:
    world = shared_world()
    # pyHanko looks at no OCSP response for a certificate that names no responder.
    authority = world.root.issue_authority("Annan CA", ocsp_url="http://ocsp.example.test/root")
    responder = authority.issue_ocsp_responder()
    chair = authority.issue_person(ANNA, ocsp_url="http://ocsp.example.test/")
    data = ValidationData(
        certificates=(authority.certificate, responder.certificate),
        ocsps=(
            authority.ocsp(chair.certificate, responder=responder),
            world.root.ocsp(authority.certificate),
        ),
    )

    signed = add_validation_data(sign_b_b(MINUTES, chair), data)

    assert status_of(signed, world).bottom_line


def test_a_revocation_shows_in_crls_and_ocsp_responses_made_after_it() -> None:
    world = shared_world()
    revoked_at = EPOCH + timedelta(minutes=30)
    reason = x509.ReasonFlags.key_compromise
    certificate = world.chair.certificate
    authority = world.authority.revoking(certificate, at=revoked_at, reason=reason)

    entry = authority.crl().get_revoked_certificate_by_serial_number(certificate.serial_number)
    answer = authority.ocsp(certificate)
    before = authority.ocsp(certificate, this_update=EPOCH)

    assert entry is not None
    assert entry.revocation_date_utc == revoked_at
    assert answer.certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert answer.revocation_reason is reason
    assert before.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert before.produced_at_utc == EPOCH


def test_a_cross_certificate_leads_to_another_root() -> None:
    world = shared_world()
    stranger = Authority.root("Främmande rot-CA")
    crossing = stranger.cross_certify(world.authority)
    chair = world.chair.with_issuers(crossing, stranger.certificate)
    data = ValidationData(crls=(world.authority.crl(), stranger.crl()))

    signed = add_validation_data(sign_b_b(MINUTES, chair), data)

    assert status_of(signed, replace(world, root=stranger)).bottom_line
    assert not status_of(signed, world).trusted


def test_a_signer_may_forget_the_intermediate() -> None:
    world = shared_world()

    signed = sign_b_b(MINUTES, world.chair.without_issuers())

    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures
    assert len(signature.signed_data["certificates"]) == 1


def test_certificates_can_be_expired_or_not_yet_valid() -> None:
    authority = shared_world().authority

    expired = authority.issue_person(ANNA, not_after=EPOCH - timedelta(days=1))
    early = authority.issue_person(ANNA, not_before=EPOCH + YEAR)

    assert expired.certificate.not_valid_after_utc < EPOCH
    assert early.certificate.not_valid_before_utc > EPOCH


def test_the_claimed_signing_time_is_the_one_asked_for() -> None:
    world = shared_world()

    status = status_of(sign_legacy(MINUTES, world.chair, at=EPOCH), world)

    assert status.intact
    assert status.signer_reported_dt == EPOCH


@pytest.mark.parametrize("permission", Permission)
def test_a_certification_states_its_permission(permission: Permission) -> None:
    signed = sign(MINUTES, shared_world().chair, certifying=permission)

    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_regular_signatures
    assert signature.docmdp_level is permission.value


def test_harmless_updates_leave_a_signature_valid_and_a_drawing_does_not() -> None:
    world = shared_world()
    form = add_text_field(MINUTES, "Anteckning")
    signed = sign_b_lt(form, world.chair, world.time_stamps, world.validation_data())

    for harmless in (
        add_empty_field(signed, "Ännu en"),
        fill_text_field(signed, "Anteckning", "Expedierat"),
        add_document_time_stamp(signed, world.time_stamps),
    ):
        assert status_of(harmless, world).bottom_line
    for harmful in (
        draw_on_page(signed, "bifall"),
        add_annotation(signed, "Ändrat"),
        change_title(signed, "Ett annat protokoll"),
    ):
        assert harmful.startswith(signed)
    assert not status_of(draw_on_page(signed, "bifall"), world).bottom_line


def test_a_signature_made_again_fits_the_altered_bytes() -> None:
    world = shared_world()
    plain = minutes(compressed=False)

    odd = sign_again(
        sign_b_b(plain, world.chair),
        world.chair,
        replacing=b"/ETSI.CAdES.detached",
        by=b"/Exempel.Okant.namn1",
    )

    assert b"/Exempel.Okant.namn1" in odd
    assert status_of(odd.replace(b"Exempel.Okant.namn1", b"ETSI.CAdES.detached"), world).valid


@pytest.mark.parametrize("signer", [shared_world().chair, shared_world().authority.issue_seal()])
def test_people_and_organisations_can_sign_visibly(signer: Identity) -> None:
    world = shared_world()

    signed = sign_b_lt(
        MINUTES, signer, world.time_stamps, world.validation_data(), box=(300, 300, 500, 350)
    )

    assert status_of(signed, world).bottom_line


def test_a_certificate_can_tell_how_its_holder_logged_in() -> None:
    extension = authentication_context(ANNA)

    chair = shared_world().authority.issue_person(ANNA, extensions=((extension, False),))

    found = chair.certificate.extensions.get_extension_for_oid(extension.oid)
    assert b"http://id.elegnamnden.se/loa/1.0/loa3" in found.value.public_bytes()


def test_the_same_minutes_are_always_the_same_bytes() -> None:
    assert minutes() == minutes()


def test_any_text_can_be_laid_out() -> None:
    pages = layout_text(["Räksmörgås " * 3000, "Sida två"])

    assert len(PdfFileReader(io.BytesIO(pages)).root["/Pages"]["/Kids"]) > 2
