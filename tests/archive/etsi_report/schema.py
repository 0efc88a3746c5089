"""The schema of validation reports, read from the given files alone."""

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from tests.shared import shared

# Where the schemas say that others are, by the end of the address.
_FILES = {
    "xmldsig-core-schema.xsd": "xmldsig-core-schema.xsd",
    "XAdES.xsd": "XAdES01903v132-202407.xsd",
    "ts_119612v020201_201601xsd.xsd": "ts_119612v020401_xsd.xsd",
    "xml.xsd": "xml.xsd",
}
_REFERENCES = ("VOReference", "WhichDocument", "SchemaRefs")


class _Given(etree.Resolver):  # type: ignore[misc]
    """Every address that a schema names is a given file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resolve(self, address: str, _public: str, context: Any) -> Any:
        name = address.rpartition("/")[2]
        return self.resolve_filename(str(self.folder / _FILES.get(name, name)), context)


@cache
def report_schema() -> Any:
    folder = shared("schemas")
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Given(folder))
    return etree.XMLSchema(etree.parse(str(folder / "TS119102-2-v141.xsd"), parser))


def what_is_wrong(xml: bytes) -> list[str]:
    """What the schema says, and references that have no target, which libxml2 does not look for."""
    root = etree.fromstring(xml)
    schema = report_schema()
    wrong = [] if schema.validate(root) else [str(error) for error in schema.error_log]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    wrong += [f"{each} twice" for each in set(ids) if ids.count(each) > 1]
    targets = {
        target
        for element in root.iter()
        for name in _REFERENCES
        for target in element.get(name, "").split()
    }
    return wrong + [f"{each} is nowhere" for each in sorted(targets - set(ids))]
