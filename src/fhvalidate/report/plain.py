"""Untrusted strings made plain, as `words.plain` makes them."""

from fhvalidate.words.plain import MAX_LENGTH, UNSEEN, escaped, neutralise

__all__ = ["MAX_LENGTH", "UNSEEN", "escaped", "neutralise"]
