"""The claim of a file to be PDF/A, read from its metadata (XMP): a claim, and never more.

ISO 19005-1, 6.7.11, and the same in the later parts: `pdfaid:part` and `pdfaid:conformance`, as
attributes or as elements of a description. PDF/A-4 has a conformance for 4e and 4f alone.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re

if TYPE_CHECKING:
    from lxml import etree

PDFAID = "http://www.aiim.org/pdfa/ns/id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MAX_SIZE = 4_194_304  # bytes; real metadata has 2 to 100 kB, with thumbnails a megabyte
MAX_DESCRIPTIONS = 1_000  # one for each schema; real metadata has at most 20
MAX_SHOWN = 4  # characters of a claim
_PART, _CONFORMANCE = f"{{{PDFAID}}}part", f"{{{PDFAID}}}conformance"
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
    found = tuple(_descriptions(root))
    parts = {value for each in found for value in _values(each, _PART)}
    conformances = {value for each in found for value in _values(each, _CONFORMANCE)}
    if not parts:
        return Claim(None, None, Lack.NOT_CLAIMED)
    # Two claims are none: each reader would take the one that it comes to first.
    if len(parts) > 1 or len(conformances) > 1:
        return Claim(None, None, Lack.AMBIGUOUS)
    told = parts.pop() + (conformances.pop() if conformances else "")
    if not told or not _WRITTEN.fullmatch(told):
        return Claim(None, None, Lack.UNKNOWN)
    flavour = told.lower()
    known = flavour in FLAVOURS
    return Claim(told.upper(), flavour if known else None, None if known else Lack.UNKNOWN)


def _parsed(metadata: bytes) -> "etree._Element | None":
    if len(metadata) > MAX_SIZE:
        return None
    from lxml import etree  # 25 ms; most files claim nothing

    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(metadata.strip(b"\0 \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    # No metadata has a document type; what has one means to define entities.
    return None if root.getroottree().docinfo.doctype else root


def _descriptions(root: "etree._Element") -> Iterator["etree._Element"]:
    """The top descriptions: what stands deeper describes something else than the file."""
    within = root if root.tag == f"{{{RDF}}}RDF" else root.find(f"{{{RDF}}}RDF")
    if within is not None:
        found = within.iterchildren(f"{{{RDF}}}Description")
        yield from (each for each, _ in zip(found, range(MAX_DESCRIPTIONS), strict=False))


def _values(description: "etree._Element", name: str) -> Iterator[str]:
    attribute = description.get(name)
    if attribute is not None:
        yield attribute.strip()[: MAX_SHOWN + 1]
    for child in description.iterchildren(name):
        yield (child.text or "").strip()[: MAX_SHOWN + 1]
