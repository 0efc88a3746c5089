"""CMS and time-stamp tokens: DER to values (RFC 5652, RFC 3161)."""
