# mypy: disable-error-code="no-untyped-call"
"""The RFC 7773 certificate extension in which Sweden Connect says how a person logged in."""

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from asn1crypto import core
from cryptography import x509

from tests.pki.people import Person
from tests.pki.times import EPOCH

OID = x509.ObjectIdentifier("1.2.752.201.5.1")
CONTEXT_TYPE = "http://id.elegnamnden.se/auth-cont/1.0/saci"
_SAML = "urn:oasis:names:tc:SAML:2.0:assertion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """How and when a person was authenticated before the certificate was issued."""

    at: datetime = EPOCH
    level: str = "http://id.elegnamnden.se/loa/1.0/loa3"
    identity_provider: str = "https://idp.example.test/bankid"
    service: str = "https://sign.example.test/"
    assertion: str = "_0123456789abcdef"


class _Context(core.Sequence):  # type: ignore[misc]
    _fields = [("context_type", core.UTF8String), ("context_info", core.UTF8String)]  # noqa: RUF012


class _Contexts(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Context


def authentication_context(
    person: Person, login: Login | None = None, *, xml: str = ""
) -> x509.UnrecognizedExtension:
    """The extension that maps the person's attributes to the certificate; or any other XML."""
    text = xml or saml_auth_context(person, login or Login())
    contexts = _Contexts([{"context_type": CONTEXT_TYPE, "context_info": text}])
    return x509.UnrecognizedExtension(OID, contexts.dump())


def saml_auth_context(person: Person, login: Login) -> str:
    """The XML a Swedish signature service writes."""
    attributes = (
        ("2.5.4.5", "personalIdentityNumber", "urn:oid:1.2.752.29.4.13", person.personnummer),
        ("2.5.4.42", "givenName", "urn:oid:2.5.4.42", person.given_name),
        ("2.5.4.4", "sn", "urn:oid:2.5.4.4", person.surname),
        ("2.5.4.3", "displayName", "urn:oid:2.16.840.1.113730.3.1.241", person.name),
    )
    mappings = "".join(
        f'<AttributeMapping Ref="{reference}" Type="rdn">'
        f'<saml:Attribute xmlns:saml="{_SAML}" FriendlyName="{friendly}" Name="{name}">'
        f"<saml:AttributeValue>{escape(value)}</saml:AttributeValue>"
        "</saml:Attribute></AttributeMapping>"
        for reference, friendly, name, value in attributes
    )
    return (
        f'<SAMLAuthContext xmlns="{CONTEXT_TYPE}">'
        f"<AuthContextInfo AssertionRef={quoteattr(login.assertion)}"
        f' AuthenticationInstant="{login.at.isoformat()}"'
        f" AuthnContextClassRef={quoteattr(login.level)}"
        f" IdentityProvider={quoteattr(login.identity_provider)}"
        f" ServiceID={quoteattr(login.service)}/>"
        f"<IdAttributes>{mappings}</IdAttributes></SAMLAuthContext>"
    )
