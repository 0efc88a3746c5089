"""Name constraints: which names an authority may certify (RFC 5280, 4.2.1.10 and 6.1.3, b and c).

Each name is looked up among the constraints of its form and never compared with each of them:
a certificate with thousands of both costs thousands of steps, not millions.
"""

import ipaddress
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from fhvalidate.frozen import frozen
from fhvalidate.late_patterns import late_re
from fhvalidate.x509.certificates.der import Element, children, plain_elements
from fhvalidate.x509.certificates.general_names import (
    GeneralName,
    NameForm,
    names_at,
    relative_names,
)

MAX_SUBTREES = 10_000  # of one certificate; real ones have tens
MAX_COMPARISONS = 1_048_576  # of names with constraints; other verifiers give up there too
_PERMITTED, _EXCLUDED = 0xA0, 0xA1
_WILDCARD = "*."


@dataclass(frozen=True)
class Subtrees:
    """The subtrees of one kind, permitted or excluded, ready for names to be looked up in."""

    names: tuple[GeneralName, ...]

    @cached_property
    def forms(self) -> frozenset[NameForm]:
        """The forms of names that are constrained at all."""
        return frozenset(name.form for name in self.names)

    @cached_property
    def _texts(self) -> Mapping[NameForm, frozenset[str]]:
        found: dict[NameForm, set[str]] = defaultdict(set)
        for name in self.names:
            found[name.form].add(_constraint_text(name))
        return {form: frozenset(texts) for form, texts in found.items()}

    @cached_property
    def _directories(self) -> Mapping[int, frozenset[tuple[str, ...]]]:
        """Those of directory names, by how many parts they have."""
        found: dict[int, set[tuple[str, ...]]] = defaultdict(set)
        for name in self.names:
            if name.form is NameForm.DIRECTORY:
                parts = relative_names(name.value)
                found[len(parts)].add(parts)
        return {length: frozenset(paths) for length, paths in found.items()}

    @cached_property
    def _networks(self) -> Mapping[tuple[int, int], frozenset[int]]:
        """Those of addresses, by their size in bytes and their mask."""
        found: dict[tuple[int, int], set[int]] = defaultdict(set)
        for name in self.names:
            network = _network(name)
            if network is not None:
                found[network[:2]].add(network[2])
        return {kind: frozenset(networks) for kind, networks in found.items()}

    @cached_property
    def _malformed(self) -> frozenset[NameForm]:
        """The forms of those that are none that the clause allows."""
        return frozenset(name.form for name in self.names if _is_malformed(name))

    def holds(self, name: GeneralName) -> bool:
        """Whether the name lies within one of them, as far as its form can be compared."""
        match name.form:
            case NameForm.DIRECTORY:
                parts = relative_names(name.value)
                return any(parts[:length] in paths for length, paths in self._directories.items())
            case NameForm.EMAIL:
                return self._holds_email(name.text)
            case NameForm.DNS:
                return self._holds_host(name.text.lower())
            case NameForm.URI:
                host = _host(name.text)
                return host is not None and self._holds_uri_host(host)
            case NameForm.IP_ADDRESS:
                return self._holds_address(name.value)
            case _:
                return False

    def may_hold(self, name: GeneralName) -> bool:
        """Whether the name, or one that it stands for, lies within one, or cannot be compared."""
        if name.form not in self.forms:
            return False
        if name.form in self._malformed or not _is_comparable(name):
            return True
        if name.form is NameForm.DNS and name.text.startswith(_WILDCARD):
            parent = name.text[len(_WILDCARD) :].lower()
            below = (text.partition(".")[2] for text in self._texts[NameForm.DNS])
            return parent in below or self.holds(name)
        return self.holds(name)

    def permits(self, name: GeneralName) -> bool:
        """Whether the name may stand: it lies within one, or its form is not constrained."""
        if name.form not in self.forms:
            return True
        return _is_comparable(name) and name.form not in self._malformed and self.holds(name)

    def _holds_email(self, text: str) -> bool:
        local, at, host = text.rpartition("@")
        if not at:
            return False
        host = host.lower()
        texts = self._texts[NameForm.EMAIL]
        exact = {"", host, f"{local}@{host}"} & texts
        return bool(exact) or any(f".{parent}" in texts for parent in _parents(host))

    def _holds_host(self, host: str) -> bool:
        texts = self._texts[NameForm.DNS]
        return "" in texts or host in texts or any(p in texts for p in _parents(host))

    def _holds_uri_host(self, host: str) -> bool:
        texts = self._texts[NameForm.URI]
        return bool({"", host} & texts) or any(f".{p}" in texts for p in _parents(host))

    def _holds_address(self, value: bytes) -> bool:
        address = int.from_bytes(value, "big")
        return any(
            size == len(value) and address & mask in networks
            for (size, mask), networks in self._networks.items()
        )


@frozen
class NameConstraints:
    """What one certificate, an authority's, says of the names below it."""

    permitted: Subtrees
    excluded: Subtrees

    def allow(self, names: Collection[GeneralName]) -> bool:
        """Whether every name is permitted and none is excluded; a form not stated is free.

        Who states more than `MAX_COMPARISONS` make work, not certificates: it allows none.
        """
        stated = len(self.permitted.names) + len(self.excluded.names)
        if stated * len(names) > MAX_COMPARISONS:
            return False
        return all(self.permitted.permits(n) and not self.excluded.may_hold(n) for n in names)


def read_name_constraints(der: bytes) -> NameConstraints:
    """The constraints in the value of the extension.

    Raises:
        ValueError: they are malformed, or more than `MAX_SUBTREES`.
    """
    found: dict[int, tuple[GeneralName, ...]] = {}
    for start, contents, end in children(der):
        kind = der[start]
        places = plain_elements(der, contents, end)
        if kind not in {_PERMITTED, _EXCLUDED} or kind in found or not places:
            raise ValueError("name constraints")
        if len(places) > MAX_SUBTREES:
            raise ValueError("too many subtrees")
        found[kind] = names_at(der, [_base(der, place) for place in places])
    if not found:
        raise ValueError("empty name constraints")
    return NameConstraints(Subtrees(found.get(_PERMITTED, ())), Subtrees(found.get(_EXCLUDED, ())))


def _base(der: bytes, place: Element) -> Element:
    """The name of a GeneralSubtree; minimum must be 0 and maximum absent (4.2.1.10)."""
    parts = plain_elements(der, place[1], place[2])
    if not parts:
        raise ValueError("subtree")
    for start, contents, end in parts[1:]:
        if der[start] != 0x80 or der[contents:end] != b"\0":  # noqa: PLR2004 - minimum [0], written out
            raise ValueError("subtree with a minimum or a maximum")
    return parts[0]


def _constraint_text(name: GeneralName) -> str:
    """The text to look a name up by: a mailbox keeps the case of its local part."""
    local, at, host = name.text.rpartition("@")
    return f"{local}{at}{host.lower()}"


def _parents(host: str) -> Iterable[str]:
    """The domains that a host lies in, the nearest first; bounded as host names are."""
    for _ in range(host.count(".")):
        _, _, host = host.partition(".")
        yield host


def _host(uri: str) -> str | None:
    """The host of a URI; None where it has none that is a name (4.2.1.10: it is refused then)."""
    if _URI.fullmatch(uri) is None:
        return None
    try:
        host = urlsplit(uri).hostname
    except ValueError:
        return None
    if not host:
        return None
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return None


_ADDRESS_SIZES = frozenset({4, 16})
_IPV4_IN_IPV6 = b"\0" * 10 + b"\xff\xff"  # RFC 4291, 2.5.5.2: an address with two forms
MAX_HOST = 253  # characters (RFC 1035, 2.3.4)
# A host as it compares with others: plain labels, a wildcard in the first place at most.
_HOST = late_re(r"(\*\.)?[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*", re.IGNORECASE)
# What a URI is written with (RFC 3986, 2); a backslash or a blank is read in two ways.
_URI = late_re(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
# A mailbox without quotes, comments and blanks (RFC 5321, 4.1.2).
_MAILBOX = late_re(r"[!#-'*+/-9=?A-Z^-~.-]{1,64}@[^@]+")


def _is_comparable(name: GeneralName) -> bool:
    """Whether a name can be compared with constraints of its form at all."""
    match name.form:
        case NameForm.DIRECTORY:
            return True
        case NameForm.EMAIL:
            is_mailbox = _MAILBOX.fullmatch(name.text) is not None
            return is_mailbox and _is_host(name.text.rpartition("@")[2])
        case NameForm.DNS:
            return _is_host(name.text)
        case NameForm.URI:
            host = _host(name.text)
            return host is not None and _is_host(host)
        case NameForm.IP_ADDRESS:
            return len(name.value) in _ADDRESS_SIZES and not name.value.startswith(_IPV4_IN_IPV6)
        case _:
            # NOTE: no rule says how other names are compared (4.2.1.10): an authority that
            # constrains them, and a certificate that has one, are not judged but refused.
            return False


def _is_host(text: str) -> bool:
    """Whether it is one; what ends in a number is an address in some notation (RFC 3986, 3.2.2)."""
    is_number = text.rpartition(".")[2].isdigit()
    return len(text) <= MAX_HOST and _HOST.fullmatch(text) is not None and not is_number


def _is_malformed(name: GeneralName) -> bool:
    match name.form:
        case NameForm.DNS:
            return name.text.startswith(".") or "*" in name.text
        case NameForm.IP_ADDRESS:
            return _network(name) is None
        case _:
            return False


def _network(name: GeneralName) -> tuple[int, int, int] | None:
    """Size in bytes, mask and network of an address constraint; None where it is none."""
    if name.form is not NameForm.IP_ADDRESS:
        return None
    size, odd = divmod(len(name.value), 2)
    if odd or size not in _ADDRESS_SIZES:
        return None
    network = int.from_bytes(name.value[:size], "big")
    mask = int.from_bytes(name.value[size:], "big")
    inverse = mask ^ ((1 << (8 * size)) - 1)
    if inverse & (inverse + 1):  # its ones are not all before its zeros
        return None
    return size, mask, network & mask
