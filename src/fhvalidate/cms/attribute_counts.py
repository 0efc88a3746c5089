"""How often each signed attribute stands in a signerInfo (RFC 5652, 11)."""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from asn1crypto import core

from fhvalidate.cms.attributes import MALFORMED

NOTHING: Mapping[str, int] = MappingProxyType({})


class _Values(core.SetOf):  # type: ignore[misc]
    _child_spec = core.Any


class _Attribute(core.Sequence):  # type: ignore[misc]
    """An attribute whose values may be of any form: they are counted, not read."""

    _fields = [("type", core.ObjectIdentifier), ("values", _Values)]  # noqa: RUF012 - a list is asked for


class _Attributes(core.SetOf):  # type: ignore[misc]
    _child_spec = _Attribute


def attribute_counts(signed_attributes: bytes | None) -> Mapping[str, int]:
    """How many values each attribute type has, over all its attributes.

    An attribute that must be single has one value in one attribute. What is no SET OF attributes
    has none.

    Args:
        signed_attributes: DER of the SET OF; None when there are none.
    """
    if signed_attributes is None:
        return NOTHING
    found: Counter[str] = Counter()
    try:
        for attribute in _Attributes.load(signed_attributes, strict=True):
            found[attribute["type"].dotted] += len(attribute["values"])
    except MALFORMED:
        return NOTHING
    return MappingProxyType(found)
