"""The words a person reads, in Swedish and English, keyed by `Finding.code`."""

from fhvalidate.report.messages.catalogue import (
    Language,
    facts_of,
    message_for,
    sentence,
    templates,
    words,
)

__all__ = ["Language", "facts_of", "message_for", "sentence", "templates", "words"]
