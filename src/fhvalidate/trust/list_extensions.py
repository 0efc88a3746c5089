"""Critical extensions of trusted lists (ETSI TS 119 612, 5.3.17, 5.4.5 and 5.5.9).

Their criticality means what it means in X.509: whoever does not understand one does not rely on
what carries it. An extension is one of the four known ones only by its whole name.
"""

from collections.abc import Iterator
from typing import Any

from lxml import etree

from fhvalidate.trust.list_xml import NAMESPACES, text_of

_TSL, _ADD, _SIE = (f"{{{NAMESPACES[prefix]}}}" for prefix in ("tsl", "add", "sie"))
EXTENSION = f"{_TSL}Extension"
ADDITIONAL = f"{_TSL}AdditionalServiceInformation"
QUALIFICATIONS = f"{_SIE}Qualifications"
# What it says is used, or cannot make a service less believed than it is without it: who took a
# service over, and that more is told of expired certificates than would be asked here.
_UNDERSTOOD = frozenset({QUALIFICATIONS, f"{_ADD}TakenOverBy", f"{_TSL}ExpiredCertsRevocationInfo"})
# 5.5.9.4; a scheme's own URIs say what only the scheme knows.
_BASES = (
    "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/",
    "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/SvcInfoExt/",
)
_ADDITIONAL_INFORMATION = frozenset(
    base + name
    for base in _BASES
    for name in ("RootCA-QC", "ForeSignatures", "ForeSeals", "ForWebSiteAuthentication")
)
MAX_NAMES = 10  # of critical extensions that a finding names


def extensions_in(element: Any, name: str) -> tuple[Any, ...]:
    """The elements below each `tsl:{name}` of the element, as a list writes its extensions."""
    holders = element.findall(f"tsl:{name}", NAMESPACES)
    return tuple(item for holder in holders for item in holder if isinstance(item.tag, str))


def unknown_critical(element: Any, name: str) -> tuple[str, ...]:
    """The names of critical extensions that are not understood; empty when there are none.

    Args:
        element: what carries the extensions.
        name: of the element that they stand in, such as `ServiceInformationExtensions`.
    """
    found = (item for extension in extensions_in(element, name) for item in _unknown(extension))
    return tuple(dict.fromkeys(found))[:MAX_NAMES]


def _unknown(extension: Any) -> Iterator[str]:
    # Only what says that it is not critical is passed over: the schema leaves no third answer.
    if str(extension.get("Critical", "")).strip() in ("false", "0"):
        return
    if extension.tag != EXTENSION:
        yield etree.QName(extension).localname
        return
    contents = [child for child in extension if isinstance(child.tag, str)]
    if not contents:
        yield "text"
    for child in contents:
        if child.tag not in _UNDERSTOOD and not _is_known_information(child):
            yield etree.QName(child).localname


def _is_known_information(element: Any) -> bool:
    """Whether it is additional service information that says nothing but a URI that is known."""
    if element.tag != ADDITIONAL:
        return False
    members = [child for child in element if isinstance(child.tag, str)]
    return len(members) == 1 and text_of(element, "tsl:URI") in _ADDITIONAL_INFORMATION
