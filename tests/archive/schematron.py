"""The Schematron rules that archives give, by lxml."""

import re
from functools import cache
from typing import Any

from lxml import etree, isoschematron

from tests.shared import shared

# What the rules leave to the program that applies them: values of vocabularies elsewhere.
_LEFT_OUT = {
    "@STATUS_vocabulary_test": "@STATUS = 'CURRENT' or @STATUS = 'SUPERSEDED'",
    "@MIMETYPE_IANA_test": "contains(@MIMETYPE, '/')",
}


@cache
def rules(name: str) -> Any:
    text = shared(f"schemas/{name}").read_text(encoding="utf-8")
    text = re.sub(r"^<\?xml.*?\?>", "", text)
    for placeholder, test in _LEFT_OUT.items():
        text = text.replace(placeholder, test)
    found = etree.fromstring(text)
    return isoschematron.Schematron(found, store_report=True)


def broken(name: str, document: Any) -> list[str]:
    """The rules that the document breaks, in the words of the rules."""
    applied = rules(name)
    applied.validate(document)
    failed = applied.validation_report.iter("{http://purl.oclc.org/dsdl/svrl}failed-assert")
    return [" ".join("".join(each.itertext()).split()) for each in failed]
