"""The schemas that archives' files are valid by, read from files alone."""

from functools import cache
from typing import Any

from lxml import etree

from tests.shared import shared

# Where schemas say that others are, and the name of the file that is given for it.
_KNOWN = {
    "xlink.xsd": "xlink.xsd",
    "xmldsig-core-schema.xsd": "xmldsig-core-schema.xsd",
    "XAdES.xsd": "XAdES01903v132-202407.xsd",
    "xml.xsd": "xml.xsd",
}


class _Local(etree.Resolver):  # type: ignore[misc]
    def resolve(self, url: str, _: str, context: Any) -> Any:
        name = url.rpartition("/")[2]
        if "://" not in url and name not in _KNOWN:
            return None
        return self.resolve_filename(str(shared(f"schemas/{_KNOWN[name]}")), context)


@cache
def schema(name: str) -> Any:
    """The schema in that file; nothing is asked of the network."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    return etree.XMLSchema(etree.parse(str(shared(f"schemas/{name}")), parser))


def errors(name: str, data: bytes) -> list[str]:
    """What is not valid in the document by the schema of that name."""
    found = schema(name)
    found.validate(etree.fromstring(data))
    return [f"{error.line}: {error.message}" for error in found.error_log]
