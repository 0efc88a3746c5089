"""The authentication context of a signing certificate: who logged in, how, where and when.

RFC 7773 with the SAML profile of Sweden Connect (`http://id.elegnamnden.se/auth-cont/1.0/saci`).
The XML comes from a certificate that anyone may have issued to themselves: hostile until shown
otherwise. It is parsed without a document type, entities, network or large trees.
"""

from collections.abc import Iterator
from dataclasses import field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fhvalidate.frozen import frozen
from fhvalidate.strict_xml import NotXmlError, strict_root

if TYPE_CHECKING:
    from lxml import etree

SACI = "http://id.elegnamnden.se/auth-cont/1.0/saci"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
EXTENDED = "http://id.swedenconnect.se/auth-cont/1.0/ext-auth-info"

# Real contexts have 4 to 10 mappings and 2 to 4 kB; the limit on size is the reader's.
MAX_MAPPINGS = 64
MAX_VALUE_LENGTH = 1000
MAX_SIZE = 65_536  # characters


@frozen
class AttributeMapping:
    """An attribute from the login and where in the certificate its value went.

    Attributes:
        type: `rdn` (subject), `san` (alternative name) or `sda` (directory attribute).
        reference: the OID, or the tag of a general name.
        name: the attribute's name, as `urn:oid:1.2.752.29.4.13`; None where the login gave none.
    """

    type: str
    reference: str
    name: str | None
    value: str = field(repr=False)


@frozen
class AuthenticationContext:
    """How the subject of a certificate was authenticated, as the certificate says.

    Attributes:
        identity_provider: its entity identifier.
        level: the URI of the level of assurance.
        authenticated_at: aware; None when the text is no time.
        assertion: the identity provider's reference to the login.
        transaction: the login's own transaction identifier, where the context carries one.
    """

    identity_provider: str
    level: str
    authenticated_at: datetime | None
    assertion: str | None
    service: str | None
    transaction: str | None
    mappings: tuple[AttributeMapping, ...]


def read_authentication_context(text: str) -> AuthenticationContext | None:
    """The context in the XML; None when it is not well-formed or of another kind."""
    root = _parsed(text)
    if root is None or root.tag != f"{{{SACI}}}SAMLAuthContext":
        return None
    info = root.find(f"{{{SACI}}}AuthContextInfo")
    if info is None:
        return None
    return AuthenticationContext(
        identity_provider=_short(info.get("IdentityProvider")) or "",
        level=_short(info.get("AuthnContextClassRef")) or "",
        authenticated_at=_time(info.get("AuthenticationInstant")),
        assertion=_short(info.get("AssertionRef")),
        service=_short(info.get("ServiceID")),
        transaction=_transaction(info),
        mappings=tuple(_mappings(root)),
    )


def _parsed(text: str) -> "etree._Element | None":
    if len(text) > MAX_SIZE:
        return None
    try:
        return strict_root(text.encode("utf-8", "surrogatepass"))
    except NotXmlError:
        return None


def _mappings(root: "etree._Element") -> Iterator[AttributeMapping]:
    found = root.iterfind(f"{{{SACI}}}IdAttributes/{{{SACI}}}AttributeMapping")
    for mapping, _ in zip(found, range(MAX_MAPPINGS), strict=False):
        attribute = mapping.find(f"{{{SAML}}}Attribute")
        value = None if attribute is None else attribute.find(f"{{{SAML}}}AttributeValue")
        if attribute is None or value is None:
            continue
        yield AttributeMapping(
            type=_short(mapping.get("Type")) or "",
            reference=_short(mapping.get("Ref")) or "",
            name=_short(attribute.get("Name")),
            value=(_short(value.text) or "").strip(),
        )


def _transaction(info: "etree._Element") -> str | None:
    """The transaction identifier (1.2.752.201.3.2) among the extended information."""
    for element in info.iterfind(f"{{{EXTENDED}}}ExtAuthInfo"):
        if (element.get("Name") or "").endswith("1.2.752.201.3.2"):
            return _short(element.text)
    return None


def _time(text: str | None) -> datetime | None:
    try:
        time = datetime.fromisoformat((text or "").strip())
        # XML Schema: a time without a zone is allowed; SAML asks for UTC.
        time = time if time.tzinfo else time.replace(tzinfo=UTC)
        time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return time


def _short(text: str | None) -> str | None:
    return None if text is None else text[:MAX_VALUE_LENGTH]
