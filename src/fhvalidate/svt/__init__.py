"""Signature validation tokens (valideringsintyg, SVT, RFC 9321): what they say, unjudged."""
