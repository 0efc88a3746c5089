"""Validation tokens (SVT, RFC 9321): what is read, what holds, and what it is worth."""
