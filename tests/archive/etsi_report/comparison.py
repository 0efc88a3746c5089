"""A validation report beside DSS's on the same file, element by element."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml import etree

from fhvalidate.archive import etsi
from tests.archive.etsi_report.reports import report_on
from tests.shared import shared

SAMPLES = (
    "minutes-altered",
    "minutes-b-b",
    "minutes-b-lt",
    "minutes-b-lta",
    "minutes-never-signed",
    "minutes-signed",
    "resaved",
)
_ROOT = "ValidationReport"


def theirs(name: str) -> Any:
    """What DSS writes of the file."""
    return etree.parse(str(shared(f"rest/samples/{name}.dss-etsi.xml"))).getroot()


@cache
def left_out() -> dict[str, tuple[str, ...]]:
    """What DSS fills and we do not: the topmost elements and attributes, with the files."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in SAMPLES:
        ours = set(_paths(etree.fromstring(etsi(report_on(name))), ""))
        for path in dict.fromkeys(_paths(theirs(name), "")):
            above = path.rpartition("/")[0]
            if path not in ours and (above in ours or not above):
                found[path].append(name)
    return {path: tuple(names) for path, names in sorted(found.items())}


def _paths(element: Any, above: str) -> Iterator[str]:
    """Elements by the names that lead to them, objects by their type; attributes with an `@`."""
    if not isinstance(element.tag, str):
        return
    name = etree.QName(element).localname
    if name == "ValidationObject" and element.get("id"):
        name += f"({element[0].text.rpartition(':')[2]})"
    path = f"{above}/{name}" if above else name if name != _ROOT else ""
    if path:
        yield path
    for attribute in element.attrib:
        if not attribute.startswith("{"):
            yield f"{path}/@{attribute}"
    for child in element:
        yield from _paths(child, path)
