"""Distinguished names as a report has them, which is masked, and the attributes in them.

The service reads no certificate itself: what was read was read in a worker process, and a name in
a report is `type=value` pairs with a comma and a space between them. A value that holds these
itself looks like two; of whoever signed a report has the parts by themselves, which go before.
"""

import re

_PAIR = re.compile(r"(?:^|, )([A-Za-z]+|[0-9]+(?:\.[0-9]+)+)=")
_SPECIAL, _ESCAPED = re.compile(r'([,+"\\<>;])'), r"\\\1"  # RFC 2253, 2.4
_DSS = {"GN": "2.5.4.42", "SN": "2.5.4.4", "serialNumber": "2.5.4.5"}


def attributes(name: str) -> list[tuple[str, str]]:
    """The pairs of a name, in the order of the certificate."""
    found = list(_PAIR.finditer(name))
    ends = [each.start() for each in found[1:]] + [len(name)]
    # Of a name without any pair there is an end, and nothing that ends.
    return [(each[1], name[each.end() : end]) for each, end in zip(found, ends, strict=False)]


def attribute(name: str, kind: str) -> str | None:
    """The first value of the kind."""
    return next((value for each, value in attributes(name) if each == kind), None)


def rfc2253(name: str, *, between: str = ",") -> str:
    """The name with its most particular part first (RFC 2253, 2.1)."""
    pairs = [
        f"{_DSS.get(kind, kind)}={_SPECIAL.sub(_ESCAPED, value)}"
        for kind, value in reversed(attributes(name))
    ]
    return between.join(pairs) or name


def canonical(name: str) -> str:
    """The same in lower case, for comparison."""
    return rfc2253(name).lower()
