"""Paths to trust anchors: every honest one is found, and a hostile mesh ends at the limit."""

import dataclasses

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.paths.path_building import (
    MAX_PATHS,
    ProspectivePaths,
    build_paths,
    is_issued_by,
)
from fhvalidate.x509.paths.path_validation import path_defect
from tests.pki import ANNA, BO, EPOCH, YEAR, Authority, Identity
from tests.pki import profile as profiles
from tests.pki.keys import generate_key
from tests.pki.profile import KeyUsage
from tests.pki.world import shared_world

WORLD = shared_world()


def ours(certificate: x509.Certificate) -> Certificate:
    return read_certificate(certificate.public_bytes(Encoding.DER))


def paths(
    certificate: x509.Certificate,
    *,
    pool: tuple[x509.Certificate, ...] = (),
    anchors: tuple[x509.Certificate, ...] = (WORLD.root.certificate,),
    max_length: int = 10,
    max_checks: int = 100,
) -> ProspectivePaths:
    return build_paths(
        ours(certificate),
        pool=map(ours, pool),
        anchors=map(ours, anchors),
        max_length=max_length,
        max_checks=max_checks,
    )


def defect(identity: Identity, *issuers: x509.Certificate) -> str | None:
    """What is wrong with the path from the identity through the issuers, the anchor last."""
    path = tuple(map(ours, (identity.certificate, *issuers)))
    return path_defect(path)


def test_the_path_leads_from_the_certificate_to_the_anchor() -> None:
    found = paths(WORLD.chair.certificate, pool=(WORLD.authority.certificate,))

    expected = (WORLD.chair.certificate, WORLD.authority.certificate, WORLD.root.certificate)
    assert found.complete == (tuple(map(ours, expected)),)
    assert not found.limited


def test_without_the_intermediate_the_path_ends_where_the_issuer_is_missing() -> None:
    found = paths(WORLD.chair.certificate)

    assert found.complete == ()
    assert found.longest == (ours(WORLD.chair.certificate),)


def test_a_certificate_that_is_itself_an_anchor_is_a_path() -> None:
    found = paths(WORLD.chair.certificate, anchors=(WORLD.chair.certificate,))

    assert found.complete == ((ours(WORLD.chair.certificate),),)


def test_an_authority_with_the_right_name_and_another_key_is_no_issuer() -> None:
    impostor = WORLD.root.rekeyed()
    crossing = Authority(
        identity=Identity(certificate=WORLD.authority.certificate, key=impostor.identity.key)
    )

    forged = crossing.issue_person(ANNA)

    assert not is_issued_by(ours(forged.certificate), ours(WORLD.authority.certificate))
    assert paths(forged.certificate, pool=(WORLD.authority.certificate,)).complete == ()


def test_a_cross_certificate_leads_to_either_root() -> None:
    stranger = Authority.root("En annan rot-CA")
    crossing = stranger.cross_certify(WORLD.authority)
    pool = (WORLD.authority.certificate, crossing)
    anchors = (WORLD.root.certificate, stranger.certificate)

    found = paths(WORLD.chair.certificate, pool=pool, anchors=anchors)

    assert {path[-1] for path in found.complete} == set(map(ours, anchors))


def mesh(size: int) -> tuple[list[Authority], tuple[x509.Certificate, ...]]:
    """Authorities that have all certified each other."""
    authorities = [Authority.root(f"Maskrot {number}") for number in range(size)]
    crossings = tuple(
        one.cross_certify(other) for one in authorities for other in authorities if one != other
    )
    return authorities, crossings


def test_a_mesh_of_cross_certificates_ends_at_the_limit() -> None:
    authorities, crossings = mesh(8)
    person = authorities[0].issue_person(ANNA)

    found = paths(person.certificate, pool=crossings, max_checks=100)

    assert found.complete == ()
    assert found.limited


def test_a_mesh_with_an_anchor_in_it_gives_no_more_paths_than_the_limit() -> None:
    authorities, crossings = mesh(6)
    person = authorities[0].issue_person(ANNA)

    found = paths(
        person.certificate,
        pool=crossings,
        anchors=tuple(each.certificate for each in authorities[3:]),
        max_checks=10_000,
    )

    assert 0 < len(found.complete) <= MAX_PATHS
    assert [len(path) for path in found.complete] == sorted(len(path) for path in found.complete)


def test_a_path_is_no_longer_than_the_limit() -> None:
    authorities = [WORLD.root]
    for number in range(6):
        authorities.append(authorities[-1].issue_authority(f"Led {number}"))
    person = authorities[-1].issue_person(ANNA)
    pool = tuple(each.certificate for each in authorities[1:])

    assert paths(person.certificate, pool=pool, max_length=8).complete
    short = paths(person.certificate, pool=pool, max_length=7)
    assert short.complete == ()
    assert short.cut
    assert not short.limited


def test_a_loop_of_issuers_ends() -> None:
    first = Authority.root("Ring ett")
    second = Authority.root("Ring tva")
    pool = (first.cross_certify(second), second.cross_certify(first))

    found = paths(first.issue_person(ANNA).certificate, pool=pool)

    assert found.complete == ()
    assert not found.limited


def test_an_honest_path_holds() -> None:
    assert defect(WORLD.chair, WORLD.authority.certificate, WORLD.root.certificate) is None


def test_an_anchor_by_itself_holds() -> None:
    assert defect(WORLD.chair) is None


def test_a_person_who_issues_certificates_is_no_authority() -> None:
    person = WORLD.root.issue_person(BO)
    forged = Authority(identity=person).issue_person(ANNA)

    assert paths(forged.certificate, pool=(person.certificate,)).complete
    assert defect(forged, person.certificate, WORLD.root.certificate) is not None


def test_an_authority_that_may_not_sign_certificates_is_none() -> None:
    limited = WORLD.root.issue_authority("Ensam", key_usage=frozenset({KeyUsage.CRL_SIGN}))
    person = limited.issue_person(ANNA)

    assert defect(person, limited.certificate, WORLD.root.certificate) is not None


def test_an_authority_below_one_that_may_have_none_below_it_is_none() -> None:
    upper = WORLD.root.issue_authority("Övre", path_length=0)
    lower = upper.issue_authority("Undre")
    person = lower.issue_person(ANNA)

    assert defect(person, lower.certificate, upper.certificate, WORLD.root.certificate) is not None


def test_a_critical_extension_that_nobody_knows_stops_the_path() -> None:
    odd = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.32473.99"), b"\x05\x00")
    person = WORLD.root.issue_person(ANNA, extensions=((odd, True),))

    assert defect(person, WORLD.root.certificate) is not None


@pytest.mark.parametrize("permitted", [True, False])
def test_a_name_outside_of_an_authoritys_names_stops_the_path(permitted: bool) -> None:
    country = x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "SE" if permitted else "NO")
    names = x509.NameConstraints([x509.DirectoryName(x509.Name([country]))], None)
    limited = WORLD.root.issue_authority("Begränsad", extensions=((names, True),))
    person = limited.issue_person(ANNA)

    found = defect(person, limited.certificate, WORLD.root.certificate)

    assert (found is None) == permitted


@pytest.mark.parametrize("permitted", [True, False])
@pytest.mark.parametrize("excludes", [True, False])
def test_a_name_outside_of_an_anchors_names_stops_the_path(permitted: bool, excludes: bool) -> None:
    country = "SE" if permitted is not excludes else "NO"
    name = x509.DirectoryName(x509.Name([x509.NameAttribute(x509.NameOID.COUNTRY_NAME, country)]))
    names = x509.NameConstraints(None if excludes else [name], [name] if excludes else None)
    root = Authority.root("Begränsad rot", extensions=((names, True),))

    found = defect(root.issue_person(ANNA), root.certificate)

    assert (found is None) == permitted


@pytest.mark.parametrize(("length", "holds"), [(None, True), (1, True), (0, False)])
def test_a_path_is_no_longer_than_its_anchor_permits(length: int | None, holds: bool) -> None:
    root = Authority.root("Kort rot", path_length=length)
    lower = root.issue_authority("Undre")

    found = defect(lower.issue_person(ANNA), lower.certificate, root.certificate)

    assert (found is None) == holds
    assert defect(root.issue_person(ANNA), root.certificate) is None


@pytest.mark.parametrize(
    "profile",
    [
        dataclasses.replace(profiles.ROOT, key_usage=frozenset({KeyUsage.CRL_SIGN})),
        dataclasses.replace(profiles.ROOT, is_authority=False, key_usage=frozenset()),
        profiles.PERSON,
    ],
)
def test_an_anchor_that_may_not_issue_is_believed_for_itself_alone(
    profile: profiles.Profile,
) -> None:
    itself = self_signed(profile)
    below = Authority(identity=itself).issue_person(ANNA)

    assert not paths(below.certificate, anchors=(itself.certificate,)).complete
    assert paths(itself.certificate, anchors=(itself.certificate,)).complete


def self_signed(profile: profiles.Profile) -> Identity:
    """A certificate of the profile that its own key signed."""
    key = generate_key()
    once = Authority(identity=Identity(certificate=WORLD.root.certificate, key=key))
    name = WORLD.root.name
    return once.issue(name, dataclasses.replace(profile, key=key))


def test_a_path_whose_certificates_were_never_in_force_together_does_not_hold() -> None:
    late = WORLD.root.issue_authority("Sen", not_before=EPOCH)
    early = late.issue_person(ANNA, not_before=EPOCH - YEAR, not_after=EPOCH - YEAR / 2)

    assert defect(early, late.identity.certificate, WORLD.root.certificate) is not None


def test_a_path_out_of_its_time_holds_for_its_own_time() -> None:
    expired = WORLD.root.issue_person(ANNA, not_after=EPOCH - YEAR / 2)

    assert defect(expired, WORLD.root.certificate) is None


def test_a_damaged_signature_on_a_certificate_is_no_path() -> None:
    der = bytearray(WORLD.chair.certificate.public_bytes(Encoding.DER))
    der[-1] ^= 1
    damaged = read_certificate(bytes(der))

    found = build_paths(
        damaged,
        pool=[ours(WORLD.authority.certificate)],
        anchors=[ours(WORLD.root.certificate)],
        max_length=10,
        max_checks=100,
    )

    assert found.complete == ()


def test_a_certificate_says_the_same_to_equal_readers() -> None:
    certificate = ours(WORLD.chair.certificate)

    assert certificate == dataclasses.replace(certificate, asn1=None)
    assert certificate.common_name == ANNA.name
    assert certificate.subject_serial_number == ANNA.personnummer
    assert certificate.key_usage == frozenset({"digital_signature", "non_repudiation"})
    assert not certificate.is_authority
    assert not certificate.is_self_issued
    assert ours(WORLD.root.certificate).is_self_issued
