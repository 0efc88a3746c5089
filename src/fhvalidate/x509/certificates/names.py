"""Distinguished names, read as leniently as real ones need (RFC 5280, 4.1.2.4 and 7.1).

Attribute types prescribe string types, and real certificates have others: the text is what the
tag that stands there says, and where it is not even that, what its bytes most likely are.
"""

import stringprep
import unicodedata
from functools import lru_cache

from asn1crypto import x509

from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.der import Element, children, dotted, within

NAMES_KEPT = 4096  # prepared for comparison, by their bytes
CHARACTERS_KEPT = 4096  # looked up in tables of prohibited and of mapped ones
MAX_ATTRIBUTES = 10_000  # of one name; real ones have ten
MAX_SIZE = 131_072  # bytes of one name; real ones have 200
MAX_PREPARED = 4096  # bytes of a value that is prepared: longer ones compare by their bytes
_PART, _ATTRIBUTE = "\x1e", "\x1f"  # between the parts of a key, and the attributes of a part
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
_SPACES = frozenset("\t\n\v\f\r\x85")
# RFC 4518, 2.2: characters that are mapped to nothing.
_NOTHING = (
    (0x00, 0x08),
    (0x0E, 0x1F),
    (0x7F, 0x84),
    (0x86, 0x9F),
    (0xAD, 0xAD),
    (0x034F, 0x034F),
    (0x06DD, 0x06DD),
    (0x070F, 0x070F),
    (0x1806, 0x1806),
    (0x180B, 0x180E),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x2063),
    (0x206A, 0x206F),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFC),
    (0x1D173, 0x1D17A),
    (0xE0001, 0xE0001),
    (0xE0020, 0xE007F),
)
# 2.4: characters that no prepared string has.
_PROHIBITED = (
    stringprep.in_table_a1,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c8,
    "\ufffd".__eq__,
)
_CODECS = {
    0x0C: "utf-8",
    0x12: "ascii",
    0x13: "ascii",
    0x14: "latin-1",  # T.61, as everybody has used it
    0x16: "ascii",
    0x1A: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}
COMMON_NAME, SURNAME, SERIAL_NUMBER, COUNTRY = "2.5.4.3", "2.5.4.4", "2.5.4.5", "2.5.4.6"
ORGANISATION, GIVEN_NAME, PSEUDONYM = "2.5.4.10", "2.5.4.42", "2.5.4.65"
ORGANISATION_IDENTIFIER = "2.5.4.97"
EMAIL_ADDRESS = "1.2.840.113549.1.9.1"
_SHORT = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.5": "serialNumber",
    "2.5.4.42": "GN",
    "2.5.4.4": "SN",
    "1.2.840.113549.1.9.1": "E",
    "2.5.4.97": "organizationIdentifier",
    "2.5.4.12": "T",
    "2.5.4.65": "pseudonym",
    "0.9.2342.19200300.100.1.25": "DC",
}


@frozen
class NameAttribute:
    """One attribute: the object identifier of its type, and its text.

    `key` is the text prepared for comparison, or its bytes where it cannot be prepared.
    """

    oid: str
    text: str
    key: str

    @property
    def label(self) -> str:
        """The type for people: its short name where it has one."""
        return _SHORT.get(self.oid) or _label(self.oid)


Name = tuple[tuple[NameAttribute, ...], ...]


@lru_cache(maxsize=NAMES_KEPT)
def read_name(der: bytes) -> Name:
    """The parts of the name, each one or more attributes, in the order that they stand.

    Raises:
        ValueError: it is no name, or has more than `MAX_ATTRIBUTES`.
    """
    if len(der) > MAX_SIZE:
        raise ValueError("name too large")
    parts = []
    count = 0
    for part in children(der):
        places = within(der, part)
        count += len(places)
        if count > MAX_ATTRIBUTES:
            raise ValueError("too many attributes")
        parts.append(tuple(_attribute(der, place) for place in places))
    return tuple(parts)


@lru_cache(maxsize=NAMES_KEPT)
def name_key_of(der: bytes) -> str:
    """The name in a form that compares as RFC 5280, 7.1 asks; its bytes where it is no name."""
    try:
        return _PART.join(map(_part_key, read_name(der)))
    except _MALFORMED:
        return der.hex()


def split_name(key: str) -> tuple[str, ...]:
    """The parts of a name that is prepared already (`name_key_of`)."""
    return tuple(key.split(_PART)) if key else ()


def readable_name(name: Name) -> str:
    """A distinguished name for people: `type=value` pairs in the order of the certificate."""
    return ", ".join(f"{each.label}={each.text}" for part in name for each in part)


def first_text(name: Name, oid: str) -> str | None:
    """The text of the first attribute of the type; None when there is none."""
    return next((each.text for part in name for each in part if each.oid == oid), None)


def string_text(tag: int, contents: bytes) -> str | None:
    """The text of a string by its tag, as leniently as in a name; None where it is no string."""
    codec = _CODECS.get(tag)
    if codec is None:
        return None
    try:
        return contents.decode(codec)
    except ValueError:
        return _guessed(contents)


def _part_key(part: tuple[NameAttribute, ...]) -> str:
    return _ATTRIBUTE.join(sorted(f"{each.oid}: {each.key}" for each in part))


def _attribute(der: bytes, place: Element) -> NameAttribute:
    (oid, _, oid_end), (value, contents, value_end) = within(der, place)
    name = dotted(der[oid:oid_end])
    return NameAttribute(name, *_text(der[value], der[contents:value_end]))


@lru_cache(maxsize=NAMES_KEPT)
def _text(tag: int, contents: bytes) -> tuple[str, str]:
    """The text of a value, and its key."""
    codec = _CODECS.get(tag)
    try:
        text = contents.decode(codec or "utf-8")
    except ValueError:
        text = _guessed(contents)
        return text, _key_of_bytes(tag, contents)
    if codec is None or len(contents) > MAX_PREPARED:
        return text, _key_of_bytes(tag, contents)
    try:
        return text, _prepared(text)
    except _MALFORMED:
        return text, _key_of_bytes(tag, contents)


def _guessed(contents: bytes) -> str:
    try:
        return contents.decode("utf-8")
    except ValueError:
        return contents.decode("latin-1")


def _key_of_bytes(tag: int, contents: bytes) -> str:
    return f"#{tag:02x}{contents.hex()}"


def _prepared(text: str) -> str:
    """The text after the string preparation of RFC 4518, 2, which RFC 5280, 7.1 asks for.

    Raises:
        ValueError: it has a character that is prohibited.
    """
    if text.isascii() and text.isprintable():  # most: none of it is mapped, and none prohibited
        normalised = text.lower()
    else:
        mapped = "".join(map(_mapped, text))
        folded = "".join(map(stringprep.map_table_b2, mapped))
        normalised = unicodedata.normalize("NFKC", folded)
        if any(map(_is_prohibited, normalised)):
            raise ValueError("prohibited")
    # 2.6.1: one space at each end, two between words.
    return f" {'  '.join(word for word in normalised.split(' ') if word)} "


@lru_cache(maxsize=CHARACTERS_KEPT)
def _is_prohibited(char: str) -> bool:
    return any(prohibits(char) for prohibits in _PROHIBITED)


@lru_cache(maxsize=CHARACTERS_KEPT)
def _mapped(char: str) -> str:
    """2.2: what is mapped to a space, to nothing, or to itself."""
    if char in _SPACES or unicodedata.category(char) in {"Zs", "Zl", "Zp"}:
        return " "
    code = ord(char)
    return "" if any(first <= code <= last for first, last in _NOTHING) else char


def _label(oid: str) -> str:
    """The name that asn1crypto has for the type; the identifier itself where it has none."""
    return str(x509.NameType(oid).native)
