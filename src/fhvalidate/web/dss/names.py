"""Distinguished names as a report has them, which is masked, and the attributes in them.

The service reads no certificate itself: what was read was read in a worker process, and a name in
a report is `type=value` pairs with a comma and a space between them. A value that holds these
itself could look like two: such an attribute is shown as it stands, and nothing is decided by it.
"""

import re

_PAIR = re.compile(r"(?:^|, )([A-Za-z]+|[0-9]+(?:\.[0-9]+)+)=")
_DSS = {"GN": "2.5.4.42", "SN": "2.5.4.4", "serialNumber": "2.5.4.5"}


def attributes(name: str) -> list[tuple[str, str]]:
    """The pairs of a name, in the order of the certificate."""
    found = list(_PAIR.finditer(name))
    ends = [*(each.start() for each in found[1:]), len(name)]
    return [(each[1], name[each.end() : end]) for each, end in zip(found, ends, strict=True)]


def attribute(name: str, kind: str) -> str | None:
    """The last value of the kind; a common name that is most particular stands last."""
    return dict(attributes(name)).get(kind)


def rfc2253(name: str, *, between: str = ",") -> str:
    """The name with its most particular part first (RFC 2253, 2.1)."""
    pairs = [f"{_DSS.get(kind, kind)}={value}" for kind, value in reversed(attributes(name))]
    return between.join(pairs) or name


def canonical(name: str) -> str:
    """The same in lower case, for comparison."""
    return rfc2253(name).lower()
