"""Certificates, paths and revocation: DER to values (RFC 5280, RFC 6960)."""
