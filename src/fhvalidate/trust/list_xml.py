"""The elements of a trusted list's XML, read one at a time (ETSI TS 119 612, annex B)."""

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from fhvalidate.errors import TrustedListError
from fhvalidate.strict_xml import DocumentTypeError, NotXmlError, strict_root
from fhvalidate.trust.lists import MAX_LIST_SIZE

NAMESPACES = {
    "tsl": "http://uri.etsi.org/02231/v2#",
    "add": "http://uri.etsi.org/02231/v2/additionaltypes#",
    "sie": "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#",
}


def parse_xml(data: bytes) -> Any:
    """The root element; entities, DTDs and the network are out of reach.

    Raises:
        TrustedListError: the bytes are no trusted list.
    """
    if len(data) > MAX_LIST_SIZE:
        raise TrustedListError("too large")
    try:
        root = strict_root(data)
    except DocumentTypeError as error:
        raise TrustedListError("not a trusted list") from error
    except NotXmlError as error:
        raise TrustedListError("not XML") from error
    if not str(root.tag).endswith("TrustServiceStatusList"):
        raise TrustedListError("not a trusted list")
    return root


def moment(text: str) -> datetime | None:
    """The time that an xsd:dateTime names, in UTC; None when it names none."""
    try:
        found = datetime.fromisoformat(text.strip())
        found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def text_of(element: Any, path: str) -> str:
    """What stands in the element that the path names; empty when there is none."""
    found = element.find(path, NAMESPACES)
    return "" if found is None or found.text is None else str(found.text).strip()


def name_in(element: Any) -> str:
    """The name in English, else the first."""
    if element is None:
        return ""
    names = element.findall("tsl:Name", NAMESPACES)
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    chosen = next((name for name in names if name.get(language) == "en"), None)
    chosen = names[0] if chosen is None and names else chosen
    return "" if chosen is None else " ".join((chosen.text or "").split())


def certificates_in(element: Any) -> Iterator[bytes]:
    """The DER of each X509Certificate below the element; what is not base64 is passed over."""
    for item in element.iter(f"{{{NAMESPACES['tsl']}}}X509Certificate"):
        try:
            yield base64.b64decode("".join((item.text or "").split()), validate=True)
        except (binascii.Error, ValueError):
            yield b""
