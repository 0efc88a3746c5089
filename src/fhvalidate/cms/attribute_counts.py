"""How often each signed attribute stands in a signerInfo (RFC 5652, 11)."""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from asn1crypto import cms

from fhvalidate.cms.attributes import MALFORMED, attributes_of

NOTHING: Mapping[str, int] = MappingProxyType({})


def attribute_counts(signed_attributes: bytes | None) -> Mapping[str, int]:
    """How many values each attribute type has, over all its attributes.

    An attribute that must be single has one value in one attribute. Attributes that cannot be
    read are none.

    Args:
        signed_attributes: DER of the SET OF; None when there are none.
    """
    if signed_attributes is None:
        return NOTHING
    found: Counter[str] = Counter()
    try:
        for oid, values in attributes_of(cms.CMSAttributes.load(signed_attributes, strict=True)):
            found[oid] += len(values)
    except MALFORMED:
        return NOTHING
    return MappingProxyType(found)
