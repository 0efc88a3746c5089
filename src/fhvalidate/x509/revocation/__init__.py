"""Revocation: what CRLs and OCSP responses say of a certificate (RFC 5280, 5 and 6.3; RFC 6960)."""
