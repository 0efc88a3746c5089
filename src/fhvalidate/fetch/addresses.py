"""Which addresses a document may make this program connect to (rule R9 of the project)."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address
Permits = Callable[[Address], bool]

# Metadata services of clouds whose address looks public. The others are link-local (AWS, Google,
# Azure: 169.254.169.254), unique local (fd00:ec2::254) or shared (100.100.100.200).
METADATA = frozenset({ip_address("168.63.129.16")})
# Special by IANA's registry; Python's own answer differs from version to version.
_SPECIAL = (ip_network("192.0.0.0/24"), ip_network("192.88.99.0/24"), ip_network("198.18.0.0/15"))
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_NAT64_LOCAL = ip_network("64:ff9b:1::/48")  # RFC 8215


def is_public(address: Address) -> bool:
    """Whether the address is one of the public Internet, whatever it is wrapped in."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and address not in METADATA
        and address not in _NAT64_LOCAL
        and not any(address in network for network in _SPECIAL)
    )


def _inner(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to: mapped, 6to4, Teredo or NAT64."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour
