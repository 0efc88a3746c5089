"""What an image takes when it is drawn, by its dictionary and by its own header (rule R14)."""

from fhvalidate.pdf.syntax.filter_chains import (
    PICTURE_FILTERS,
    Chain,
    Resolve,
    followed,
    largest_of,
    values_of,
)
from fhvalidate.pdf.syntax.objects import Kind, Node
from fhvalidate.pdf.syntax.picture_headers import (
    BIT_WORK,
    jbig2_cost,
    jpeg_cost,
    jpx_cost,
)

MAX_BITS = 16  # of a component (table 87)
FAX_PART = 4  # pixels of CCITT that take as much as a byte: their runs are read one by one
FAX_COLUMNS = 1728  # where none are stated (table 11)
_COST = {b"DCTDecode": jpeg_cost, b"JBIG2Decode": jbig2_cost, b"JPXDecode": jpx_cost}
SELF_DESCRIBED = frozenset(_COST)
"""Filters of what has a header of its own."""

_GREY = frozenset({b"DeviceGray", b"G", b"CalGray", b"Indexed", b"I", b"Separation"})


def picture_filter(chain: Chain) -> bytes | None:
    """The filter of the chain that only a picture has."""
    return next((step.name for step in chain if step.name in PICTURE_FILTERS), None)


def is_picture(dictionary: Node, chain: Chain, resolve: Resolve) -> bool:
    """Whether the dictionary, or one of the filters, says that the stream is an image."""
    return picture_filter(chain) is not None or any(
        node.value == b"Image" for node in values_of(dictionary, (b"Subtype",), resolve)
    )


def picture_cost(dictionary: Node, chain: Chain, data: bytes, resolve: Resolve) -> int:
    """Bytes that the image takes: what its dictionary states, or its header when that is more.

    Args:
        dictionary: of the stream, or of an inline image.
        chain: its filters.
        data: what comes before the filter that only a picture has.
        resolve: of references.
    """
    own = picture_filter(chain)
    width = largest_of(dictionary, (b"Width", b"W"), resolve)
    height = largest_of(dictionary, (b"Height", b"H"), resolve)
    if own == b"CCITTFaxDecode":
        stated = [
            held
            for node in values_of(dictionary, (b"DecodeParms", b"DP"), resolve)
            for item in (node.children if node.kind is Kind.ARRAY else (node,))
            for held in followed(item, resolve)
            if held.kind is Kind.DICTIONARY
        ]
        columns = (largest_of(each, (b"Columns",), resolve) for each in stated)
        rows = (largest_of(each, (b"Rows",), resolve) for each in stated)
        width = max(width, FAX_COLUMNS, *columns)
        return width * max(height, *rows, 0) // FAX_PART
    if own == b"JBIG2Decode":
        return max(width * height * BIT_WORK, jbig2_cost(data))
    bits = min(MAX_BITS, largest_of(dictionary, (b"BitsPerComponent", b"BPC"), resolve) or 8)
    components = 3
    if _is_mask(dictionary, resolve):
        bits = components = 1
    elif _spaces(dictionary, resolve) & _GREY:
        components = 1
    stated_cost = (width * components * bits + 7) // 8 * height
    return max(stated_cost, _COST[own](data) if own is not None else 0)


def _is_mask(dictionary: Node, resolve: Resolve) -> bool:
    return any(
        node.value == b"true" for node in values_of(dictionary, (b"ImageMask", b"IM"), resolve)
    )


def _spaces(dictionary: Node, resolve: Resolve) -> set[object]:
    return {
        (node.children[0] if node.kind is Kind.ARRAY and node.children else node).value
        for node in values_of(dictionary, (b"ColorSpace", b"CS"), resolve)
    }
