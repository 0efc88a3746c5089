"""The words a person reads, in Swedish and English, keyed by `Finding.code`."""

from fhvalidate.words.catalogue import (
    Language,
    Medium,
    Message,
    decimal,
    facts_of,
    grouped,
    message_for,
    sentence,
    templates,
    words,
)

__all__ = [
    "Language",
    "Medium",
    "Message",
    "decimal",
    "facts_of",
    "grouped",
    "message_for",
    "sentence",
    "templates",
    "words",
]
