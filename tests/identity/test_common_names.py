"""What a common name alone reads as."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.identity.assurance import built_in_tables
from fhvalidate.identity.certificate_identity import SubjectKind, read_certificate_identity
from fhvalidate.identity.common_names import has_words, person_in, reads_as_person
from fhvalidate.x509.certificates.certificate import read_certificate
from tests.pki import profile as profiles
from tests.pki.world import shared_world

PEOPLE = (
    "Anna Exempel", "ANNA EXEMPEL", "Exempel, Anna", "Anna-Maria Exempel", "Anna von Exempel",
    "Anna de la Exempel", "Åsa Ö. Provman", "Asa Exempel", "Exempel Asa", "Maria Sa",
    "Anna Exempel (M)", "Anna Exempel, ordförande", "Anna O'Exempel", "Dr. Anna Exempel",
    "Anna Exempel - Exempelby kommun", "Anna Exempel (Exempelby kommun)",
    "Anna Exempel, Exempelby kommun", "Anna Exempel, Kommunstyrelsen",
    "Exempelby kommun - Anna Exempel", "Exempelby kommun, Anna Exempel",
    "Exempelby kommun/Anna Exempel", "Anna Exempel/Exempelby kommun",
    "Anna Exempel <anna@exempelby.example>",
    "Anna Exempel 19990807-2391", "EXEMPEL,ANNA,PNOEE-37310170248",
)  # fmt: skip
OTHERS = (
    "Exempelby kommun", "Exempelby Kommun", "Exempelby Kommun - Stämpel",
    "Exempelby kommuns Stämpel",
    "Exempel AB", "Exempel Provman, Inc.", "AB Exempel", "Exempelby kommun, Sverige",
    "Exempel ASA", "Exempel, Inc.", "Penneo A/S", "Region Exempel",
    "Exempelby Stad", "Kommunstyrelsen", "Exempel", "", "Exempelby Signeringstjänst",
    "exempel server", "12 34", "Barn- och Utbildningsnämnden",
)  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE)
def test_a_name_that_reads_as_a_persons_is_a_persons(name: str) -> None:
    assert reads_as_person(name)


@pytest.mark.parametrize("name", OTHERS)
def test_what_companies_authorities_and_seals_are_called_is_nobodys_name(name: str) -> None:
    assert not reads_as_person(name)


def kind_of(
    common_name: str, organisation: str | None = None, identifier: str | None = None
) -> SubjectKind:
    attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "SE")]
    if organisation is not None:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    if identifier is not None:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, identifier))
    attributes.append(x509.NameAttribute(NameOID.COMMON_NAME, common_name))
    issued = shared_world().authority.issue(x509.Name(attributes), profiles.PERSON)
    certificate = read_certificate(issued.certificate.public_bytes(Encoding.DER))
    return read_certificate_identity(certificate, trusted=True, tables=built_in_tables()).kind


@pytest.mark.parametrize(
    ("common_name", "organisation"),
    [
        ("Anna Exempel", "Ex"),
        ("Anna Exempel", "Exempel"),
        ("Anna Exempel", "Anna"),
        ("Anna Exempel", "Exempelby kommun"),
        ("Anna Exempel - Exempelby kommun", "Exempelby"),
        ("Lord Exempelino", "Test"),
        ("Anna Exempel", "nna Ex"),
        ("Anna Exempel", "Anna Exempel"),
    ],
)
def test_an_organisation_in_a_persons_name_makes_it_no_seal(
    common_name: str, organisation: str
) -> None:
    assert kind_of(common_name, organisation) is SubjectKind.PERSON


@pytest.mark.parametrize(
    ("common_name", "organisation", "identifier"),
    [
        ("exempel stamp 7", "Exempel", None),
        ("Exempelby kommun stämpel", "Exempelby kommun", None),
        ("Exempel AB", "Exempel AB", None),
        ("Adobe Acrobat Sign", "Exempel", None),
        ("Exempelby Sparbank", "Exempelby Sparbank", "NTRSE-212000-0000"),
        ("KEAESZWS-SIGN", "Exempeltjänst", "NTRSE-212000-0000"),
    ],
)
def test_an_organisation_by_whole_words_makes_a_seal(
    common_name: str, organisation: str, identifier: str | None
) -> None:
    assert kind_of(common_name, organisation, identifier) is SubjectKind.SEAL


def test_an_empty_organisation_is_in_no_name() -> None:
    assert kind_of("exempelprogram", "Ex") is SubjectKind.UNKNOWN
    assert not has_words("Anna Exempel", "")


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert len(person_in(text)) <= len(text)
    assert reads_as_person(text) in {True, False}
