"""Certificates: what one says, unjudged (RFC 5280, 4)."""
