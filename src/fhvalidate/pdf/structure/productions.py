"""The productions by name, and what none of them derives."""

from collections.abc import Mapping
from enum import StrEnum

from fhvalidate.frozen import frozen
from fhvalidate.pdf.syntax.values import NOTHING, Dictionary, Stream, Value


class Production(StrEnum):
    """By what an object of an update is derived; each is a function of this package."""

    OWN_STREAM = "own-stream"
    REWRITTEN = "rewritten"
    FREED = "freed"
    TRAILER = "trailer"
    CATALOGUE = "catalogue"
    FORM = "form"
    FIELD_PARENT = "field-parent"
    SIGNATURE_FIELD = "signature-field"
    EMPTY_SIGNATURE_FIELD = "empty-signature-field"
    SIGNATURE = "signature"
    LOOK = "look"
    READ_ONLY = "read-only"
    FORM_FILL = "form-fill"
    PAGE = "page"
    PAGE_TREE = "page-tree"
    ANNOTATION = "annotation"
    SECURITY_STORE = "security-store"
    INFORMATION = "information"
    DATE = "date"
    METADATA = "metadata"
    TAGS = "tags"
    OUTPUT_INTENT = "output-intent"
    UNUSED = "unused"
    NONE = "none"


class NotDerivedError(Exception):
    """A production does not derive what it was tried on. Never leaves this package."""

    def __init__(self, production: Production, number: int, key: str) -> None:
        super().__init__(production, number, key)
        self.production = production
        self.number = number
        self.key = key


@frozen
class Underived:
    """What no production derives: the object (0: the trailer), the production tried, the key."""

    number: int
    production: Production
    key: str


def dictionary_in(value: Value) -> Dictionary:
    """The dictionary that a value is, or that a stream has; an empty one of anything else."""
    if isinstance(value, Stream):
        return value.dictionary
    return value if isinstance(value, Mapping) else NOTHING


def spelled(key: bytes) -> str:
    """A key as it is told."""
    return "/" + key.decode("latin-1")
