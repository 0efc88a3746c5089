"""Keys and values that a mutation puts where they were not."""

from collections.abc import Callable

import pikepdf

from tests.oracles.draft import Draft

NAMES = (
    *("/Type", "/Subtype", "/Parent", "/Kids", "/Count", "/Contents", "/Resources", "/MediaBox"),
    *("/CropBox", "/Rotate", "/UserUnit", "/Annots", "/AP", "/AS", "/BS", "/Border", "/C", "/CA"),
    *("/MK", "/DA", "/DR", "/Q", "/V", "/DV", "/FT", "/Ff", "/F", "/T", "/TU", "/TM", "/MaxLen"),
    *("/Opt", "/A", "/AA", "/OC", "/Rect", "/P", "/Popup", "/IRT", "/RT", "/RC", "/DS", "/Open"),
    *("/StructParent", "/StructParents", "/Group", "/Metadata", "/PieceInfo", "/Tabs", "/Trans"),
    *("/Fields", "/SigFlags", "/NeedAppearances", "/XFA", "/CO", "/Lock", "/SV", "/Length"),
    *("/Filter", "/DecodeParms", "/BBox", "/Matrix", "/FormType", "/Alt", "/ActualText", "/E"),
    *("/Lang", "/OpenAction", "/Names", "/Outlines", "/PageLabels", "/PageMode", "/PageLayout"),
    *("/ViewerPreferences", "/OCProperties", "/StructTreeRoot", "/MarkInfo", "/Perms", "/Legal"),
    *("/Version", "/Extensions", "/DSS", "/AF", "/BaseFont", "/Encoding", "/ToUnicode", "/Widths"),
    *("/Font", "/XObject", "/ExtGState", "/N", "/D", "/R", "/BC", "/BG", "/Subj", "/NM", "/M"),
)
TEXTS = ("bifall", "Kommunstyrelsen beslutar", "/F1 12 Tf 1 0 0 rg", "D:20260302090000Z", "")
WORDS = ("/Sig", "/Tx", "/Btn", "/Widget", "/Text", "/FreeText", "/Yes", "/Off", "/N", "/Page")
CONTENTS = (
    b"BT /F1 12 Tf 15 120 Td (Beslut om bifall.) Tj ET",
    b"0 0 1 rg 10 90 80 40 re f",
    b"q 1 g 0 0 200 200 re f Q",
    b"",
    b"q Q",
)


Value = Callable[[Draft], object]

VALUES: tuple[Value, ...] = (
    lambda draft: draft.rng.choice((0, 1, 2, 3, 4, 64, 90, 180, -1, 132, 65536, 0.5)),
    lambda draft: pikepdf.String(draft.rng.choice(TEXTS)),
    lambda draft: pikepdf.Name(draft.rng.choice(WORDS)),
    lambda draft: draft.rng.choice((True, False)),
    lambda draft: pikepdf.Array([draft.rng.choice((0, 10, 20, 50, 110, 200)) for _ in range(4)]),
    lambda draft: draft.any_object(),
    lambda draft: pikepdf.Array([draft.any_object() for _ in range(draft.rng.randint(0, 2))]),
    lambda draft: pikepdf.Dictionary({draft.rng.choice(NAMES): draft.any_object()}),
    lambda draft: draft.any_value(),
)


def value(draft: Draft) -> object:
    """A value of any kind."""
    return draft.rng.choice(VALUES)(draft)


def content(draft: Draft) -> bytes:
    """What a stream may show."""
    return draft.rng.choice(CONTENTS)
