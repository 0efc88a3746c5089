"""Closed lists: which keys the dictionaries of an update may have, and what stands under each.

Numbers, names, strings, booleans and arrays of such may stand under every key; a dictionary or a
stream only where a kind is named, alone or in an array. `*` is any name, `#` the forty hexadecimal
digits that name a signature in the store, `()` a stream, `elsewhere` what another production
derives. Sources: ISO 32000-2, at each kind; EN 319 142-1, 5.4, for the security store.
"""

from fhvalidate.pdf.structure.kinds import grammar

_EVERY_STREAM = "Length Filter DecodeParms=parameters DL"  # 7.3.8.2

KINDS = grammar(
    """
# 12.8.1; in the last line what OpenPDF copies from the field and the form
signature: Type Filter SubFilter Contents Cert ByteRange Changes Name M Location Reason R V
    ContactInfo Contact Prop_AuthTime Prop_AuthType Reference=reference Prop_Build=build
    T F FT Ff TU DA Q Rect Subtype SigFlags StructParent MK=plain DR=form-resources
    P=elsewhere Fields=elsewhere Kids=elsewhere Parent=elsewhere;
reference: Type TransformMethod DigestMethod DigestValue DigestLocation TransformParams=transform
    Data=elsewhere;
transform: Type P V Action Fields Document Msg Form Annots Signature EF;
build: *=build;
# 12.7.5.5
lock: Type Action Fields P;
seed: Type Ff Filter SubFilter DigestMethod V Reasons LegalAttestation AddRevInfo LockDocument
    AppearanceFilter Cert=seed MDP=transform TimeStamp=seed
    Subject SubjectDN KeyUsage Issuer OID URL URLType;
# 8.10, a widget's look; FT is what one program writes for Type
look(): Type Subtype FormType BBox Matrix Name LastModified StructParent StructParents FT
    Resources=resources Group=group;
group: Type S I K CS=profile|tint|function|plain;
# 7.8.3, and the form's own of 12.7.3
resources: ProcSet Font=fonts XObject=objects ExtGState=states ColorSpace=colours
    Pattern=patterns Shading=shadings;
form-resources: ProcSet PDFDocEncoding Encoding=encodings Font=fonts XObject=objects
    ExtGState=states ColorSpace=colours;
encodings: *=encoding;
fonts: *=font;
objects: *=look|image;
states: *=state;
colours: *=profile|tint|function|plain;
patterns: *=tiling|shading-pattern;
shadings: *=shading|mesh;
plain: *;
# 9.5 to 9.10
font: Type Subtype Name BaseFont FirstChar LastChar Widths DW W DW2 W2 FontBBox FontMatrix
    Encoding=encoding|character-map ToUnicode=character-map FontDescriptor=font-descriptor
    DescendantFonts=font CIDSystemInfo=collection CIDToGIDMap=data CharProcs=glyphs
    Resources=resources;
font-descriptor: Type FontName FontFamily FontStretch FontWeight Flags FontBBox ItalicAngle Ascent
    Descent Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth CharSet Lang
    FontFile=font-file FontFile2=font-file FontFile3=font-file CIDSet=data Style=plain;
font-file(): Length1 Length2 Length3 Subtype Type;
encoding: Type BaseEncoding Differences;
character-map(): Type CMapName WMode UseCMap CIDSystemInfo=collection;
collection: Registry Ordering Supplement;
glyphs: *=data;
data(): ;
# 8.6, 8.7, 8.9, 11.6.5 and 7.10
image(): Type Subtype Width Height BitsPerComponent Decode Interpolate Intent ImageMask Name Matte
    ColorSpace=profile|tint|function|plain SMask=image Mask=image;
profile(): N Range Alternate=profile|tint|function|plain;
tint: Subtype Colorants=colours Process=plain;
state: Type LW LC LJ ML D RI OP op OPM SA BM CA ca AIS TK FL SM BG2 UCR2 TR2 SMask=soft-mask
    Font=font;
soft-mask: Type S BC TR G=look;
function: FunctionType Domain Range N C0 C1 Bounds Encode Functions=function;
function-stream(): FunctionType Domain Range Size BitsPerSample Order Encode Decode;
tiling(): Type PatternType PaintType TilingType BBox XStep YStep Matrix Resources=resources;
shading-pattern: Type PatternType Matrix Shading=shading|mesh ExtGState=state;
shading: ShadingType Background BBox AntiAlias Coords Domain Extend Matrix
    ColorSpace=profile|tint|function|plain Function=function|function-stream;
mesh(): ShadingType Background BBox AntiAlias BitsPerCoordinate BitsPerComponent BitsPerFlag Decode
    VerticesPerRow ColorSpace=profile|tint|function|plain Function=function|function-stream;
# 7.4
parameters: Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows
    EndOfBlock BlackIs1 DamagedRowsBeforeError ColorTransform;
# EN 319 142-1, 5.4.2
store: Type VRI=signatures-data Certs=validation-data CRLs=validation-data OCSPs=validation-data;
signatures-data: Type #=signature-data;
signature-data: Type TU TS=validation-data Cert=validation-data CRL=validation-data
    OCSP=validation-data;
validation-data(): Type;
# 14.11.5, 7.12, 14.3
output-intent: Type S OutputCondition OutputConditionIdentifier RegistryName Info
    DestOutputProfile=profile;
extensions: *=extension;
extension: Type BaseVersion ExtensionLevel URL ExtensionRevision;
metadata(): Type Subtype;
information: *;
unused-information: Title Author Subject Keywords Creator Producer CreationDate ModDate Trapped;
""",
    of_every_stream=_EVERY_STREAM,
)
# What some writers leave behind in an update without a use for it.
UNUSED = (
    *("look", "image", "data", "font", "font-descriptor", "encoding", "character-map", "font-file"),
    *("unused-information", "validation-data", "signature-data", "signatures-data", "store"),
)
