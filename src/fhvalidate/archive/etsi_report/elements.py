"""Elements of a validation report, made of their children: those that are None are left out."""

import base64
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from lxml import etree

from fhvalidate.archive.etsi_report.names import (
    DS,
    OWN,
    PREFIXES,
    TSL,
    VR,
    XADES,
    algorithm_address,
)
from fhvalidate.archive.xml import plain
from fhvalidate.report.json import utc

_KEPT = ["ds", "xades", "tsl", "fh"]
Element = Any  # lxml has no types
Content = Element | str | None


def vr(name: str, *content: Content, **attributes: str | None) -> Element:
    """An element of TS 119 102-2."""
    return _element(VR, name, content, attributes)


def ds(name: str, *content: Content, **attributes: str | None) -> Element:
    """An element of XML Signature."""
    return _element(DS, name, content, attributes)


def xades(name: str, *content: Content) -> Element:
    """An element of XAdES."""
    return _element(XADES, name, content, {})


def tsl(name: str, *content: Content) -> Element:
    """An element of a trusted list (TS 119 612)."""
    return _element(TSL, name, content, {})


def own(name: str, *content: Content, **attributes: str | None) -> Element:
    """An element of our own, where the standard leaves room for one."""
    return _element(OWN, name, content, attributes)


def if_any(element: Element) -> Element | None:
    """The element, if anything is in it."""
    return element if len(element) or element.text else None


def time(name: str, moment: datetime | None) -> Element | None:
    """An element that is a point in time, in UTC."""
    return None if moment is None else vr(name, utc(moment))


def text(name: str, value: str | None) -> Element | None:
    """An element that is text, if there is any."""
    return vr(name, value) if value else None


def boolean(*, value: bool) -> str:
    """A truth value as XML has it."""
    return "true" if value else "false"


def base64_of(hexadecimal: str) -> str:
    """Octets in base64."""
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()


def digest(algorithm: str, hexadecimal: str) -> tuple[Element, Element]:
    """The two elements of a digest: how it was made, and its value in base64."""
    return (
        ds("DigestMethod", Algorithm=algorithm_address(algorithm)),
        ds("DigestValue", base64_of(hexadecimal)),
    )


def document_bytes(root: Element) -> bytes:
    """The document: UTF-8, one element a line, the same bytes for the same elements."""
    etree.cleanup_namespaces(root, top_nsmap=PREFIXES, keep_ns_prefixes=_KEPT)
    etree.indent(root)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written + b"\n"


def _element(
    namespace: str, name: str, content: Iterable[Content], attributes: dict[str, str | None]
) -> Element:
    element = etree.Element(f"{{{namespace}}}{name}", nsmap=PREFIXES)
    for key, value in attributes.items():
        if value is not None:
            element.set(key, plain(value))
    for item in content:
        if isinstance(item, str):
            element.text = plain(item)
        elif item is not None:
            element.append(item)
    return element
