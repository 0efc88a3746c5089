"""Whom a document leads to, for what each would be believed, and who is never proposed."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.api import topmost_certificates
from fhvalidate.errors import UsageError
from fhvalidate.policy import Policy
from fhvalidate.validation.topmost import Lead, LeadKind, leads_of
from fhvalidate.validation_data import Origin, ValidationData
from fhvalidate.x509.certificates.certificate import read_certificate
from fhvalidate.x509.revocation.answers import RevocationData
from tests.pki import ANNA, Authority
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b, sign_b_lt, sign_b_t
from tests.pki.updates import draw_on_page
from tests.pki.world import shared_world
from tests.reprint.judged import FILES
from tests.trust.published import der_of

WORLD = shared_world()


def complete() -> bytes:
    """Minutes whose security store holds the roots of the signature and of the time-stamp."""
    data = WORLD.validation_data()
    roots = (WORLD.root.certificate, WORLD.time_stamp_root.certificate)
    data = replace(data, certificates=(*data.certificates, *roots))
    return sign_b_lt(minutes(), WORLD.chair, WORLD.time_stamps, data)


def by_name(leads: tuple[Lead, ...]) -> dict[str | None, Lead]:
    return {read_certificate(lead.issuer).common_name: lead for lead in leads if lead.issuer}


def test_the_roots_of_signatures_and_of_time_stamps_are_told_with_what_leads_there() -> None:
    leads = topmost_certificates(complete())

    found = by_name(leads)
    assert {lead.issuer for lead in leads} == {
        der_of(WORLD.root.certificate),
        der_of(WORLD.time_stamp_root.certificate),
    }
    assert found["Exempelmyndighetens rot-CA"].kinds == (LeadKind.SIGNATURE, LeadKind.REVOCATION)
    assert [str(each) for each in found["Exempelmyndighetens rot-CA"].purposes] == ["signature"]
    stamps = found["Exempelmyndighetens tidsstämplings-CA"]
    assert [str(each) for each in stamps.purposes] == ["timestamp"]
    assert LeadKind.REVOCATION in stamps.kinds
    assert not any(lead.missing for lead in leads)


def test_of_a_file_without_its_root_the_subordinate_and_the_missing_name_are_told() -> None:
    leads = topmost_certificates(sign_b_t(minutes(), WORLD.chair, WORLD.time_stamps))

    subordinate = by_name(leads)["Exempelmyndighetens utfärdar-CA"]
    assert subordinate.missing == "Exempelmyndighetens rot-CA"
    (elsewhere,) = (lead for lead in leads if not lead.issuer)
    assert elsewhere.missing == "Exempelmyndighetens tidsstämplings-CA"
    assert elsewhere.kinds == (LeadKind.TIME_STAMP,)
    assert not elsewhere.is_own


def test_who_signed_with_a_certificate_of_their_own_making_is_no_issuer() -> None:
    signer = Authority.root("Anna Exempel").identity

    (lead,) = topmost_certificates(sign_b_b(minutes(), signer, embeds_root=True))

    assert lead.is_own
    assert not lead.issuer


def test_a_person_who_issues_certificates_is_no_issuer() -> None:
    root = Authority.root()
    person = Authority(identity=root.issue_person(ANNA))
    signer = person.issue_person(ANNA)
    signer = signer.with_issuers(person.certificate, root.certificate)

    leads = topmost_certificates(sign_b_b(minutes(), signer))

    assert not any(lead.issuer for lead in leads)


@pytest.mark.parametrize("name", ["minutes-altered.pdf"])
def test_nothing_is_learned_from_a_file_that_is_broken(name: str) -> None:
    with pytest.raises(UsageError, match="trust-file-altered"):
        topmost_certificates(FILES / name)


def test_nothing_is_learned_from_a_file_that_was_drawn_on_after_it_was_signed() -> None:
    altered = draw_on_page(complete(), "Nytt beslut")

    with pytest.raises(UsageError, match="trust-file-altered"):
        topmost_certificates(altered)


def test_one_broken_signature_of_several_is_enough_to_learn_nothing() -> None:
    once = sign_b_b(minutes(), WORLD.chair, field="Forsta", embeds_root=True)
    broken = once.replace(b"/Producer", b"/Produce2", 1)
    twice = sign_b_b(broken, WORLD.adjuster, field="Andra", embeds_root=True)

    with pytest.raises(UsageError, match="trust-file-altered"):
        topmost_certificates(twice)


def test_revocation_data_that_is_damaged_anywhere_leads_somewhere_or_nowhere() -> None:
    person = WORLD.chair.certificate
    response = WORLD.authority.ocsp(person).public_bytes(Encoding.DER)
    held = tuple(read_certificate(der_of(c)) for c in (WORLD.authority.certificate, person))

    def led_to(data: bytes) -> tuple[Lead, ...]:
        given = RevocationData(ocsp_responses=(data,))
        at_hand = ValidationData.of(held, given, origin=Origin.DSS)
        return leads_of((), at_hand, Policy.named("default"))

    (whole,) = led_to(response)
    assert whole.kinds == (LeadKind.REVOCATION,)
    assert whole.purposes == ()
    for place in range(len(response)):
        led_to(response[:place] + bytes([response[place] ^ 0x15]) + response[place + 1 :])
