"""Who may speak, and since when nobody believes them: rule R7, read once more.

What an issuer says of its responder, of its own limits and of when a key was lost is heeded.
"""

import dataclasses
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from fhvalidate import Report
from tests.pdf.handmade import document
from tests.pki import ANNA, EPOCH, Authority, Identity, profile
from tests.pki.people import organisation_name
from tests.pki.signing import sign_b_b, sign_b_t
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import codes, judged

STOLEN = x509.ReasonFlags.key_compromise
REPLACED = x509.ReasonFlags.superseded
BEFORE = EPOCH - timedelta(days=10)
AFTER = EPOCH + timedelta(hours=2)  # of the answers' production
LIST_OF_THAT_DAY = EPOCH + timedelta(hours=3)


def responder(*, no_check: bool) -> Identity:
    usage = dataclasses.replace(profile.OCSP_RESPONDER, ocsp_no_check=no_check)
    return shared_world().authority.issue(organisation_name("Svarstjänst", "Exempel"), usage)


def answered_by(answering: Identity, lists: tuple[x509.CertificateRevocationList, ...]) -> Report:
    """Signed minutes whose signer a responder calls good, with lists that say nothing of her."""
    world = shared_world()
    response = world.authority.ocsp(world.chair.certificate, responder=answering)
    data = ValidationData(
        certificates=(world.authority.certificate,),
        crls=(world.root.crl(), *lists),
        ocsps=(response,),
    )
    return judged(add_validation_data(sign_b_b(document(), world.chair), data))


def list_without_the_signer(
    answering: Identity, *, at: datetime, reason: x509.ReasonFlags
) -> x509.CertificateRevocationList:
    """A list of another part of the authority's certificates, which has the responder in it."""
    revoking = shared_world().authority.revoking(answering.certificate, at=at, reason=reason)
    return revoking.crl(this_update=max(at, BEFORE) + timedelta(minutes=1), next_update=EPOCH)


@pytest.mark.parametrize("no_check", [True, False])
def test_a_responder_whose_key_was_stolen_calls_nobody_good(no_check: bool) -> None:
    answering = responder(no_check=no_check)
    told = list_without_the_signer(answering, at=BEFORE, reason=STOLEN)

    assert answered_by(answering, ()).verdict == "valid"
    assert answered_by(answering, (told,)).verdict == "indeterminate"


@pytest.mark.parametrize(("reason", "verdict"), [(STOLEN, "indeterminate"), (REPLACED, "valid")])
def test_answers_from_before_a_responder_went_are_believed_if_its_key_was_kept(
    reason: x509.ReasonFlags, verdict: str
) -> None:
    answering = responder(no_check=True)
    revoking = shared_world().authority.revoking(answering.certificate, at=AFTER, reason=reason)
    world = shared_world()
    told = revoking.ocsp(answering.certificate, this_update=LIST_OF_THAT_DAY)
    data = ValidationData(
        certificates=(world.authority.certificate,),
        crls=(world.root.crl(),),
        ocsps=(world.authority.ocsp(world.chair.certificate, responder=answering), told),
    )

    report = judged(add_validation_data(sign_b_b(document(), world.chair), data))

    assert report.verdict == verdict


@pytest.mark.parametrize(
    "purpose",
    [
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.TIME_STAMPING,
        ExtendedKeyUsageOID.CODE_SIGNING,
    ],
)
def test_an_authority_for_machines_issues_to_nobody_who_signs(
    purpose: x509.ObjectIdentifier,
) -> None:
    report = signed_below((purpose,))

    assert report.verdict == "indeterminate"
    assert "key-usage-not-for-signing" in codes(report)


@pytest.mark.parametrize(
    "purposes",
    [
        (),
        (ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,),
        (ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.SERVER_AUTH),
        (ExtendedKeyUsageOID.OCSP_SIGNING,),
    ],
)
def test_an_authority_for_persons_too_issues_to_those_who_sign(
    purposes: tuple[x509.ObjectIdentifier, ...],
) -> None:
    assert signed_below(purposes).verdict == "valid"


def signed_below(purposes: tuple[x509.ObjectIdentifier, ...]) -> Report:
    """Minutes signed by a person whose authority has the purposes."""
    root = shared_world().root
    limited = root.issue_authority("Exempelmyndighetens del-CA", extended_key_usage=purposes)
    data = ValidationData(certificates=(limited.certificate,), crls=(root.crl(),))
    signer = limited.issue_person(ANNA, no_rev_avail=True)
    return judged(add_validation_data(sign_b_b(document(), signer), data))


@pytest.mark.parametrize(
    ("purpose", "verdict"),
    [
        (ExtendedKeyUsageOID.CODE_SIGNING, "indeterminate"),
        (ExtendedKeyUsageOID.TIME_STAMPING, "valid"),
    ],
)
def test_an_authority_for_other_ends_makes_no_time_stamps(
    purpose: x509.ObjectIdentifier, verdict: str
) -> None:
    world = shared_world()
    limited = world.time_stamp_root.issue_authority("Del-CA", extended_key_usage=(purpose,))
    stamping = TimeStampAuthority(identity=limited.issue_time_stamping())
    lists = (world.root.crl(), world.authority.crl(), world.time_stamp_root.crl(), limited.crl())
    data = ValidationData(
        certificates=(world.authority.certificate, limited.certificate), crls=lists
    )

    report = judged(add_validation_data(sign_b_t(document(), world.chair, stamping), data))

    assert report.verdict == verdict


@pytest.mark.parametrize(
    ("since", "verdict"),
    [(EPOCH - timedelta(days=1), "indeterminate"), (None, "valid")],
)
def test_a_key_that_was_lost_before_the_time_stamp_proves_nothing_whenever_it_was_revoked(
    since: datetime | None, verdict: str
) -> None:
    world = shared_world()
    revoking: Authority = world.authority.revoking(
        world.chair.certificate,
        at=EPOCH + timedelta(minutes=30),
        reason=STOLEN,
        invalid_since=since,
    )
    data = ValidationData(
        certificates=(world.authority.certificate,),
        crls=(world.root.crl(), revoking.crl(), world.time_stamp_root.crl()),
    )

    stamped = sign_b_t(document(), world.chair, world.time_stamps)
    report = judged(add_validation_data(stamped, data))

    assert report.verdict == verdict
