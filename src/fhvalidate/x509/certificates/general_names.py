"""General names, cut out of their encoding, unjudged (RFC 5280, 4.2.1.6)."""

from collections.abc import Iterable
from enum import Enum

from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.certificates.der import Element, children, plain_elements
from fhvalidate.x509.certificates.names import (
    name_key_of,
    read_name,
    readable_name,
    split_name,
)

SUBJECT_ALTERNATIVE_NAME = "2.5.29.17"
MAX_NAMES = 10_000  # of one certificate or list; real ones have a few


class NameForm(Enum):
    """The forms of a general name, by their tags."""

    OTHER = 0xA0
    EMAIL = 0x81
    DNS = 0x82
    X400 = 0xA3
    DIRECTORY = 0xA4
    EDI_PARTY = 0xA5
    URI = 0x86
    IP_ADDRESS = 0x87
    REGISTERED_ID = 0x88


@frozen
class GeneralName:
    """One general name: its form, and its contents as they stand; of a directory name, the name."""

    form: NameForm
    value: bytes

    @property
    def text(self) -> str:
        """The text of a name whose form is one (an IA5String)."""
        return self.value.decode("ascii", "backslashreplace")


def general_names(der: bytes) -> tuple[GeneralName, ...]:
    """The names in a GeneralNames.

    Raises:
        ValueError: it is none, or has more than `MAX_NAMES`.
    """
    return names_at(der, children(der))


def is_name_of(general_name: bytes, certificate: Certificate) -> bool:
    """Whether a GeneralName in DER is the certificate's subject or one of its alternatives."""
    try:
        (name,) = names_at(general_name, plain_elements(general_name, 0, len(general_name)) or [])
    except ValueError:
        return False
    if _key(name) == (NameForm.DIRECTORY, certificate.subject_key):
        return True
    others = certificate.extensions.read(SUBJECT_ALTERNATIVE_NAME, general_names) or ()
    return any(_key(name) == _key(other) for other in others)


def readable_general_name(name: GeneralName) -> str | None:
    """The name for people; None where its form is no text.

    Raises:
        ValueError: it is a directory name that cannot be read.
    """
    match name.form:
        case NameForm.DIRECTORY:
            return readable_name(read_name(name.value))
        case NameForm.EMAIL | NameForm.DNS | NameForm.URI:
            return name.text
        case _:
            return None


def _key(name: GeneralName) -> tuple[NameForm, bytes | str]:
    """The name as it compares: RFC 5280, 7.1 for directory names, 7.2 for hosts, 7.5 for mail."""
    match name.form:
        case NameForm.DIRECTORY:
            return name.form, name_key_of(name.value)
        case NameForm.DNS:
            return name.form, name.text.lower()
        case NameForm.EMAIL:
            local, at, host = name.text.rpartition("@")
            return name.form, f"{local}{at}{host.lower()}"
        case _:
            return name.form, name.value


def names_at(data: bytes, places: Iterable[Element]) -> tuple[GeneralName, ...]:
    """The names at these places.

    Raises:
        ValueError: one is none, or there are more than `MAX_NAMES`.
    """
    places = list(places)
    if len(places) > MAX_NAMES:
        raise ValueError("too many names")
    return tuple(_name(data, place) for place in places)


def _name(data: bytes, place: Element) -> GeneralName:
    start, contents, end = place
    form = NameForm(data[start])
    if form is NameForm.DIRECTORY and plain_elements(data, contents, end) is None:
        raise ValueError("directory name")
    return GeneralName(form, data[contents:end])


def relative_names(name: bytes) -> tuple[str, ...]:
    """The parts of a distinguished name in DER, each prepared for comparison (RFC 5280, 7.1)."""
    return split_name(name_key_of(name))
