"""Fictional people, with the Swedish Tax Agency's published test personal numbers."""

from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import NameOID

# Numbers that public test suites take from the Swedish Tax Agency's open data set
# "Testpersonnummer": the first four those of ActiveLogin.Identity, the last that of a client
# for Länsförsäkringar. A test in this package checks every check digit.
TEST_PERSONNUMMER = (
    "199908072391",
    "191202119986",
    "189909139801",
    "201801012392",
    "201701012393",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who can be named in minutes and in a certificate; what is empty is left out."""

    given_name: str
    surname: str
    personnummer: str = TEST_PERSONNUMMER[0]
    common_name: str = ""
    organisation: str = ""

    @property
    def name(self) -> str:
        """The name as a certificate's common name has it."""
        return self.common_name or f"{self.given_name} {self.surname}"

    @property
    def subject(self) -> x509.Name:
        """The distinguished name a Swedish signing certificate gives the person."""
        attributes = (
            (NameOID.COUNTRY_NAME, "SE"),
            (NameOID.ORGANIZATION_NAME, self.organisation),
            (NameOID.SURNAME, self.surname),
            (NameOID.GIVEN_NAME, self.given_name),
            (NameOID.SERIAL_NUMBER, self.personnummer),
            (NameOID.COMMON_NAME, self.name),
        )
        return x509.Name([x509.NameAttribute(kind, value) for kind, value in attributes if value])


ANNA = Person(given_name="Anna", surname="Exempel", personnummer=TEST_PERSONNUMMER[0])
BO = Person(given_name="Bo", surname="Testsson", personnummer=TEST_PERSONNUMMER[1])
ASA = Person(given_name="Åsa", surname="Provman", personnummer=TEST_PERSONNUMMER[2])


def organisation_name(common_name: str, organisation: str, *, identifier: str = "") -> x509.Name:
    """The distinguished name of something an organisation runs: a CA, a seal, a TSA."""
    attributes = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "SE"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
    ]
    if identifier:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, identifier))
    return x509.Name([*attributes, x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def has_luhn_check_digit(personnummer: str) -> bool:
    """Whether the last digit of a 12-digit personal number fits the nine before it."""
    products = [int(digit) * (2 - place % 2) for place, digit in enumerate(personnummer[2:])]
    return sum(product // 10 + product % 10 for product in products) % 10 == 0
