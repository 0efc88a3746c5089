"""The claim of a file to be PDF/A, read from its metadata (XMP): a claim, and never more.

ISO 19005-1, 6.7.11, and the same in the later parts: `pdfaid:part` and `pdfaid:conformance`, as
attributes or as elements of one description, which is of the file (its `rdf:about` is empty or
absent). All that stands in their namespace counts, wherever it stands. PDF/A-4 has a conformance
for 4e and 4f alone.
"""

from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.strict_xml import NotXmlError, strict_root

if TYPE_CHECKING:
    from lxml import etree

PDFAID = "http://www.aiim.org/pdfa/ns/id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MAX_SIZE = 4_194_304  # bytes; real metadata has 2 to 100 kB, with thumbnails a megabyte
MAX_NODES = 100_000  # elements; real metadata has some hundred, with a long history thousands
MAX_SAID = 10  # names in the namespace of the claim; there are five
MAX_SHOWN = 4  # characters of a claim
_PART, _CONFORMANCE = f"{{{PDFAID}}}part", f"{{{PDFAID}}}conformance"
_KNOWN = frozenset(
    {_PART, _CONFORMANCE, *(f"{{{PDFAID}}}{name}" for name in ("rev", "amd", "corr"))}
)
_RDF, _DESCRIPTION = f"{{{RDF}}}RDF", f"{{{RDF}}}Description"
_ABOUT = (f"{{{RDF}}}about", "about", f"{{{RDF}}}ID", f"{{{RDF}}}nodeID")
_WRITTEN = late_re(r"[0-9A-Za-z]{0,4}")

FLAVOURS = frozenset({"1a", "1b", "2a", "2b", "2u", "3a", "3b", "3u", "4", "4e", "4f"})


class Lack(StrEnum):
    """Why there is no claim that can be tried."""

    NOT_CLAIMED = "not-claimed"
    UNREADABLE = "claim-unreadable"
    AMBIGUOUS = "claim-ambiguous"
    UNKNOWN = "claim-unknown"


@frozen
class Claim:
    """What a file says that it is.

    Attributes:
        told: as it is written, in capitals (`2B`, `4`); None where nothing can be told.
        flavour: the part and conformance by which it can be tried; None: `lack` says why.
    """

    told: str | None
    flavour: str | None
    lack: Lack | None


def read_claim(metadata: bytes | None) -> Claim:
    """The claim in the metadata of a file; None: it has none that can be read."""
    if metadata is None:
        return Claim(None, None, Lack.NOT_CLAIMED)
    root = _parsed(metadata)
    if root is None:
        return Claim(None, None, Lack.UNREADABLE)
    said = tuple(islice(_said(root), MAX_SAID + 1))
    if not said:
        return Claim(None, None, Lack.NOT_CLAIMED)
    if not _is_plain(root, said):
        return Claim(None, None, Lack.AMBIGUOUS)
    values = {each.name: each.value for each in said}
    if _PART not in values:
        return Claim(None, None, Lack.NOT_CLAIMED)
    told = values[_PART] + values.get(_CONFORMANCE, "")
    if not told or not _WRITTEN.fullmatch(told):
        return Claim(None, None, Lack.UNKNOWN)
    flavour = told.lower()
    known = flavour in FLAVOURS
    return Claim(told.upper(), flavour if known else None, None if known else Lack.UNKNOWN)


def _parsed(metadata: bytes) -> "etree._Element | None":
    if len(metadata) > MAX_SIZE:
        return None
    try:
        root = strict_root(metadata.strip(b"\0 \t\r\n"))
    except NotXmlError:
        return None
    is_too_large = next(islice(root.iter("*"), MAX_NODES, None), None) is not None
    return None if is_too_large else root


@frozen
class _Said:
    """Something in the namespace of the claim, and the element that says it of something.

    Attributes:
        name: of the element or the attribute.
        value: its text, cut.
        holder: the element that has it; None: the root of all.
        plain: whether it is a text and nothing more.
    """

    name: str
    value: str
    holder: "etree._Element | None"
    plain: bool


def _said(root: "etree._Element") -> Iterator[_Said]:
    """All that stands in the namespace of the claim, wherever it stands."""
    for element in root.iter(f"{{{PDFAID}}}*"):
        plain = not len(element) and not element.attrib
        yield _Said(str(element.tag), _short(element.text), element.getparent(), plain)
    for element in root.iter("*"):
        for name, value in element.attrib.items():
            if str(name).startswith(f"{{{PDFAID}}}"):
                yield _Said(str(name), _short(value), element, plain=True)


def _is_plain(root: "etree._Element", said: tuple[_Said, ...]) -> bool:
    """Whether all of it is one claim of the file, however a reader goes through the metadata.

    Two claims are none, alike or not, for each reader would take the one that it comes to first;
    and none is what only some readers find, or hold for a claim of this file.
    """
    holder = said[0].holder
    names = [each.name for each in said]
    return (
        all(each.plain and each.holder is holder for each in said)
        and len(set(names)) == len(names)
        and _KNOWN.issuperset(names)
        and holder is not None
        and holder.tag == _DESCRIPTION
        and _is_of_file(root, holder)
    )


def _is_of_file(root: "etree._Element", holder: "etree._Element") -> bool:
    """Whether it is a top description of the only metadata there is, which is of the file alone."""
    found = tuple(islice(root.iter(_RDF), 2))
    within = found[0] if len(found) == 1 else None
    if within is None or holder.getparent() is not within:
        return False
    if within is not root and within.getparent() is not root:
        return False
    return not any(each.get(name) for each in within for name in _ABOUT)


def _short(text: str | None) -> str:
    return (text or "").strip()[: MAX_SHOWN + 1]
