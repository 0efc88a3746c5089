"""Closed lists: which keys the dictionaries of an update may have, and what stands under each.

A kind is the keys that a dictionary may have, each with the kinds of the dictionaries that may
stand under it, alone or in an array; numbers, names, strings and booleans may stand anywhere. A
key that is no name of the standard's stands for every name. Sources: ISO 32000-2, the clause at
each kind; EN 319 142-1, 5.4, for the security store.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

ANY = b"*"
HEX = b"#"  # forty hexadecimal digits: the name of a signature in the store
_HEX_NAME = re.compile(rb"[0-9A-Fa-f]{40}")

Kinds = tuple[str, ...]
ELSEWHERE: Kinds = ("elsewhere",)  # what is referred to is derived by another production, or not
_PACKED = {b"Length": (), b"Filter": (), b"DecodeParms": ("parameters",), b"DL": ()}  # 7.3.8.2


def _of(keys: str, **under: Kinds) -> dict[bytes, Kinds]:
    return {
        **{key.encode(): () for key in keys.split()},
        **{k.encode(): v for k, v in under.items()},
    }


_IMAGE = "Type Subtype Width Height BitsPerComponent Decode Interpolate Intent ImageMask Name Matte"
_COLOURS = ("profile", "tint", "function", "dictionary")
STREAMS = frozenset(
    {"look", "image", "profile", "data", "font file", "character map", "glyph", "metadata"}
    | {"function stream", "tiling", "mesh", "time-stamp", "data of validation"}
)

KINDS: Mapping[str, Mapping[bytes, Kinds]] = MappingProxyType(
    {
        # 12.7.5.5, 12.8.1
        "signature": _of(
            "Type Filter SubFilter Contents Cert ByteRange Changes Name M Location Reason R V"
            " ContactInfo Contact Prop_AuthTime Prop_AuthType"
            # OpenPDF copies what the field and the form say into it.
            " T F FT Ff TU DA Q Rect Subtype SigFlags StructParent",
            P=ELSEWHERE,
            Fields=ELSEWHERE,
            Kids=ELSEWHERE,
            Parent=ELSEWHERE,
            MK=("dictionary",),
            DR=("form resources",),
            Reference=("signature reference",),
            Prop_Build=("build",),
        ),
        "signature reference": _of(
            "Type TransformMethod DigestMethod DigestValue DigestLocation",
            Data=ELSEWHERE,
            TransformParams=("transform",),
        ),
        "transform": _of("Type P V Action Fields Document Msg Form Annots Signature EF"),
        "build": {ANY: ("build",)},
        "lock": _of("Type Action Fields P"),
        "seed": _of(
            "Type Ff Filter SubFilter DigestMethod V Reasons LegalAttestation AddRevInfo"
            " LockDocument AppearanceFilter",
            Cert=("seed",),
            MDP=("transform",),
            TimeStamp=("seed",),
        )
        | _of("Subject SubjectDN KeyUsage Issuer OID URL URLType"),
        # 8.10: what a widget's look is painted by, and 7.8.3: what that may use
        "look": _PACKED
        | _of(
            "Type Subtype FormType BBox Matrix Name LastModified StructParent StructParents FT",
            Resources=("resources",),
            Group=("group",),
        ),
        "group": _of("Type S I K", CS=_COLOURS),
        "resources": _of(
            "ProcSet",
            Font=("fonts",),
            XObject=("objects",),
            ExtGState=("states",),
            ColorSpace=("colour spaces",),
            Pattern=("patterns",),
            Shading=("shadings",),
        ),
        "form resources": _of("ProcSet PDFDocEncoding")
        | dict.fromkeys((b"Encoding",), ("encodings",))
        | _of(
            "",
            Font=("fonts",),
            XObject=("objects",),
            ExtGState=("states",),
            ColorSpace=("colour spaces",),
        ),
        "encodings": {ANY: ("encoding",)},
        "fonts": {ANY: ("font",)},
        "objects": {ANY: ("look", "image")},
        "states": {ANY: ("state",)},
        "colour spaces": {ANY: _COLOURS},
        "patterns": {ANY: ("tiling", "shading pattern")},
        "shadings": {ANY: ("shading", "mesh")},
        "font": _of(
            "Type Subtype Name BaseFont FirstChar LastChar Widths DW W DW2 W2 FontBBox FontMatrix",
            Encoding=("encoding", "character map"),
            ToUnicode=("character map",),
            FontDescriptor=("font descriptor",),
            DescendantFonts=("font",),
            CIDSystemInfo=("collection",),
            CIDToGIDMap=("data",),
            CharProcs=("glyphs",),
            Resources=("resources",),
        ),
        "font descriptor": _of(
            "Type FontName FontFamily FontStretch FontWeight Flags FontBBox ItalicAngle Ascent"
            " Descent Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth CharSet"
            " Lang",
            FontFile=("font file",),
            FontFile2=("font file",),
            FontFile3=("font file",),
            CIDSet=("data",),
            Style=("dictionary",),
        ),
        "font file": _PACKED | _of("Length1 Length2 Length3 Subtype Type"),
        "encoding": _of("Type BaseEncoding Differences"),
        "character map": _PACKED
        | _of("Type CMapName WMode UseCMap", CIDSystemInfo=("collection",)),
        "collection": _of("Registry Ordering Supplement"),
        "glyphs": {ANY: ("glyph",)},
        "glyph": _PACKED,
        "data": _PACKED,
        "dictionary": {ANY: ()},
        "image": _PACKED | _of(_IMAGE, ColorSpace=_COLOURS, SMask=("image",), Mask=("image",)),
        "profile": _PACKED | _of("N Range", Alternate=_COLOURS),
        "tint": _of("Subtype", Colorants=("colour spaces",), Process=("dictionary",)),
        "state": _of(
            "Type LW LC LJ ML D RI OP op OPM SA BM CA ca AIS TK FL SM BG2 UCR2 TR2",
            SMask=("soft mask",),
            Font=("font",),
        ),
        "soft mask": _of("Type S BC TR", G=("look",)),
        "function": _of("FunctionType Domain Range N C0 C1 Bounds Encode", Functions=("function",)),
        "function stream": _PACKED
        | _of("FunctionType Domain Range Size BitsPerSample Order Encode Decode"),
        "tiling": _PACKED
        | _of(
            "Type PatternType PaintType TilingType BBox XStep YStep Matrix",
            Resources=("resources",),
        ),
        "shading pattern": _of(
            "Type PatternType Matrix", Shading=("shading", "mesh"), ExtGState=("state",)
        ),
        "shading": _of(
            "ShadingType Background BBox AntiAlias Coords Domain Extend Matrix",
            ColorSpace=_COLOURS,
            Function=("function", "function stream"),
        ),
        "mesh": _PACKED
        | _of(
            "ShadingType Background BBox AntiAlias BitsPerCoordinate BitsPerComponent BitsPerFlag"
            " Decode VerticesPerRow",
            ColorSpace=_COLOURS,
            Function=("function", "function stream"),
        ),
        "parameters": _of(
            "Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign"
            " Rows EndOfBlock BlackIs1 DamagedRowsBeforeError ColorTransform"
        ),
        # EN 319 142-1, 5.4.2
        "store": _of("Type", VRI=("signatures' data",), Certs=("data of validation",))
        | _of("", CRLs=("data of validation",), OCSPs=("data of validation",)),
        "signatures' data": {HEX: ("signature's data",)} | _of("Type"),
        "signature's data": _of("Type TU", TS=("time-stamp",))
        | dict.fromkeys((b"Cert", b"CRL", b"OCSP"), ("data of validation",)),
        "data of validation": _PACKED | _of("Type"),
        "time-stamp": _PACKED | _of("Type"),
        # 14.11.5
        "output intent": _of(
            "Type S OutputCondition OutputConditionIdentifier RegistryName Info",
            DestOutputProfile=("profile",),
        ),
        # 7.12, 14.3
        "extensions": {ANY: ("extension",)},
        "extension": _of("Type BaseVersion ExtensionLevel URL ExtensionRevision"),
        "metadata": _PACKED | _of("Type Subtype"),
        "information": {ANY: ()},
        "unused information": _of(
            "Title Author Subject Keywords Creator Producer CreationDate ModDate Trapped"
        ),
    }
)

# What some writers leave behind in an update without a use for it.
UNUSED = (
    *("look", "image", "data", "font", "font descriptor", "encoding", "character map", "font file"),
    *("unused information", "data of validation", "signature's data", "signatures' data", "store"),
)


def under(kind: str, key: bytes) -> Kinds | None:
    """The kinds of what may stand under the key of that kind; None where it may not be."""
    keys = KINDS[kind]
    if key in keys:
        return keys[key]
    if HEX in keys and _HEX_NAME.fullmatch(key):
        return keys[HEX]
    return keys.get(ANY)
