from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.conclusion import Indication, SubIndication
from fhvalidate.errors import UsageError
from fhvalidate.identity.assurance import built_in_tables, read_tables
from fhvalidate.identity.authentication_context import MAX_SIZE, read_authentication_context
from fhvalidate.identity.certificate_identity import (
    CertificateIdentity,
    SubjectKind,
    judge_assurance,
    read_certificate_identity,
)
from fhvalidate.identity.numbers import NumberKind
from fhvalidate.x509.certificates.certificate import read_certificate
from tests.pki import ANNA, BO, EPOCH, TEST_PERSONNUMMER, Identity, Person
from tests.pki.authentication_context import (
    Login,
    authentication_context,
    saml_auth_context,
)
from tests.pki.world import shared_world
from tests.shared import SHARED

PROVIDER = "https://idp.example.se/bankid"


def identity(issued: Identity, *, trusted: bool = True) -> CertificateIdentity:
    certificate = read_certificate(issued.certificate.public_bytes(Encoding.DER))
    return read_certificate_identity(certificate, trusted=trusted, tables=built_in_tables())


def logged_in(person: Person = ANNA, *, xml: str = "", **login: Any) -> CertificateIdentity:
    told = Login(**{"identity_provider": PROVIDER, **login})
    extension = authentication_context(person, told, xml=xml)
    return identity(shared_world().authority.issue_person(person, extensions=((extension, False),)))


def codes(found: CertificateIdentity) -> list[str]:
    return [finding.code for finding in found.findings]


def test_the_context_tells_how_the_person_logged_in() -> None:
    found = logged_in()

    assert found.kind is SubjectKind.PERSON
    assert found.number is not None
    assert found.number.kind is NumberKind.PERSONNUMMER
    assert found.level is not None
    assert (found.level.level, found.level.reviewed) == (3, True)
    assert found.context is not None
    assert found.context.authenticated_at == EPOCH
    assert found.provider is not None
    assert found.provider.entity_id == PROVIDER
    assert codes(found) == []


def test_a_context_with_a_prefix_reads_the_same() -> None:
    plain = saml_auth_context(ANNA, Login(identity_provider=PROVIDER))
    prefixed = plain.replace(
        "<SAMLAuthContext xmlns=", "<saci:SAMLAuthContext xmlns:saci="
    ).replace("</SAMLAuthContext>", "</saci:SAMLAuthContext>")
    for name in ("AuthContextInfo", "IdAttributes", "AttributeMapping"):
        prefixed = prefixed.replace(f"<{name}", f"<saci:{name}").replace(
            f"</{name}", f"</saci:{name}"
        )

    assert read_authentication_context(prefixed) == read_authentication_context(plain)


def test_friendly_names_are_not_what_attributes_are_matched_by() -> None:
    swedish = saml_auth_context(ANNA, Login(identity_provider=PROVIDER))
    swedish = swedish.replace("personalIdentityNumber", "Personnummer").replace(
        "sn", "Efternamn", 0
    )

    assert codes(logged_in(xml=swedish)) == []


def test_a_login_by_another_person_is_noticed() -> None:
    found = logged_in(xml=saml_auth_context(BO, Login(identity_provider=PROVIDER)))

    (finding,) = found.findings
    assert finding.code == "authentication-context-differs"
    assert set(finding.detail["attributes"]) == {"serialNumber", "GN", "SN", "CN"}  # type: ignore[arg-type]


def test_a_login_long_before_the_certificate_is_noticed() -> None:
    found = logged_in(at=EPOCH - timedelta(days=4000))

    assert codes(found) == ["authentication-outside-certificate"]


@pytest.mark.parametrize(
    ("provider", "test"),
    [
        ("http://dev.test.swedenconnect.se/idp", True),
        ("https://sandbox.swedenconnect.se/bankid/idp", True),
        ("https://qa.connector.eidas.swedenconnect.se/eidas", True),
        ("https://m00-mg-local.testidp.funktionstjanster.se/samlv2/idp/metadata/0/0", True),
        ("https://m00-mg-local.idp.funktionstjanster.se/samlv2/idp/metadata/0/0", False),
        ("https://login.idp.eduid.se/idp.xml", False),
        ("https://idp.protest.se/latest", False),
        ("https://quality.example.se/idp", False),
    ],
)
def test_a_provider_for_tests_is_flagged(provider: str, test: bool) -> None:
    found = logged_in(identity_provider=provider)

    assert found.is_test is test
    assert ("identity-provider-for-tests" in codes(found)) is test


def test_a_longer_name_is_not_the_known_provider_that_it_starts_like() -> None:
    tables = built_in_tables()

    assert tables.provider("https://login.idp.eduid.se/idp.xml").name == "eduID"
    assert tables.provider("https://login.idp.eduid.se/idp.xml.example.org").name is None


@pytest.mark.parametrize(
    ("level", "code"),
    [
        ("https://refeds.org/profile/mfa", "assurance-level-not-swedish"),
        ("urn:example:unknown", "assurance-level-not-swedish"),
        ("http://id.swedenconnect.se/loa/1.0/uncertified-loa3", "assurance-level-not-reviewed"),
    ],
)
def test_a_level_that_is_not_reviewed_or_not_swedish_is_said(level: str, code: str) -> None:
    assert codes(logged_in(level=level)) == [code]


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><SAMLAuthContext>&b;</SAMLAuthContext>',
        '<!DOCTYPE a SYSTEM "http://example.test/x.dtd"><a/>',
        "<SAMLAuthContext",
        "<other/>",
        " ",
        "<a>" * 100_000,
        "x" * (MAX_SIZE + 1),
    ],
)
def test_hostile_or_broken_xml_is_no_context(xml: str) -> None:
    assert read_authentication_context(xml) is None


def test_a_context_that_cannot_be_read_is_said() -> None:
    assert codes(logged_in(xml="<broken")) == ["authentication-context-unreadable"]


@given(st.text())
def test_no_text_breaks_the_reader(xml: str) -> None:
    read_authentication_context(xml)


def test_an_organisations_certificate_is_a_seal() -> None:
    found = identity(shared_world().authority.issue_seal())

    assert found.kind is SubjectKind.SEAL
    assert found.organisation_number == "212000-0000"


def test_what_an_untrusted_certificate_says_is_claimed() -> None:
    issued = shared_world().authority.issue_person(ANNA)

    assert identity(issued, trusted=False).claimed
    assert not identity(issued).claimed


@pytest.mark.parametrize(
    ("login", "trusted", "at_least", "code"),
    [
        ({}, True, 3, None),
        ({"level": "http://id.elegnamnden.se/loa/1.0/loa4"}, True, 3, None),
        ({"level": "http://id.elegnamnden.se/loa/1.0/loa2"}, True, 3, "assurance-level-too-low"),
        (
            {"level": "http://id.swedenconnect.se/loa/1.0/uncertified-loa3"},
            True,
            3,
            "assurance-level-too-low",
        ),
        ({"identity_provider": "https://test.example.se"}, True, 2, "assurance-level-of-test"),
        ({}, False, 3, "assurance-level-claimed"),
    ],
)
def test_the_constraint_on_the_level_needs_a_trusted_reviewed_level(
    login: dict[str, str], trusted: bool, at_least: int, code: str | None
) -> None:
    told = Login(**{"identity_provider": PROVIDER, **login})  # type: ignore[arg-type]
    extension = authentication_context(ANNA, told)
    issued = shared_world().authority.issue_person(ANNA, extensions=((extension, False),))

    conclusion = judge_assurance(identity(issued, trusted=trusted), at_least=at_least)

    if code is None:
        assert conclusion.indication is Indication.PASSED
    else:
        assert conclusion.sub_indication is SubIndication.SIG_CONSTRAINTS_FAILURE
        assert [finding.code for finding in conclusion.findings] == [code]


def test_a_certificate_without_a_login_meets_no_level() -> None:
    found = identity(shared_world().authority.issue_person(ANNA))

    assert judge_assurance(found, at_least=1).findings[0].code == "assurance-level-missing"


def test_tables_of_an_archive_come_over_those_shipped() -> None:
    own = read_tables(
        '[[provider]]\nprefix = "https://idp.example.se/"\nname = "Egen"\n'
        'e_identification = "BankID"\ntest = false\n'
        '[[level]]\nuri = "urn:egen:3"\nname = "Egen 3"\nlevel = 3\nreviewed = true\n',
        source="egen.toml",
    )

    tables = built_in_tables().extended([own])

    assert tables.provider(PROVIDER).e_identification == "BankID"
    assert tables.level("urn:egen:3").level == 3
    assert tables.level("http://id.elegnamnden.se/loa/1.0/loa3").level == 3


@pytest.mark.parametrize(
    "text",
    [
        "[[provider]]\nprefix = 1",
        '[[level]]\nuri = "a"\nname = "b"\nlevel = 9\nreviewed = true',
        '[[level]]\nuri = "a"\nname = "b"\nlevel = true\nreviewed = true',
        "other = 1",
        "[broken",
        'level = "x"',
    ],
)
def test_a_wrong_table_is_refused_and_named(text: str) -> None:
    with pytest.raises(UsageError, match=r"egen\.toml"):
        read_tables(text, source="egen.toml")


def test_the_numbers_stand_in_no_repr() -> None:
    assert TEST_PERSONNUMMER[0] not in repr(logged_in())


def test_the_sample_of_sweden_connect_parses() -> None:
    file = SHARED / "sweden" / "samples" / "authcontext_testcert.der"
    if not file.exists():
        pytest.skip("the shared files are not here")

    found = read_certificate_identity(
        read_certificate(file.read_bytes()), trusted=False, tables=built_in_tables()
    )

    assert found.number is not None
    assert found.number.kind is NumberKind.SAMORDNINGSNUMMER
    assert found.level is not None
    assert found.level.level == 3
    assert codes(found) == ["identity-provider-for-tests"]
