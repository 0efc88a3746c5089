"""Signature validation tokens (RFC 9321) judged: against anchors, the signatures and time."""
