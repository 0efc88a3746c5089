"""Kind H: keys that are in no digest, and what a certification that permits nothing tolerates."""

import random

import pikepdf

from tests.oracles.draft import Draft
from tests.oracles.sources import source

SOURCES = ("tagged", "annotated", "packed-tagged", "P1", "P1", "P2", "P3-noted", "plain", "form")
CATALOGUE: tuple[tuple[str, object], ...] = (
    ("/Lang", "sv-SE"),
    ("/PageMode", pikepdf.Name.UseOutlines),
    ("/PageLayout", pikepdf.Name.TwoColumnLeft),
    ("/ViewerPreferences", pikepdf.Dictionary(HideToolbar=True, DisplayDocTitle=True)),
    ("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")),
    ("/Names", pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([])))),
    ("/OCProperties", pikepdf.Dictionary(OCGs=pikepdf.Array([]), D=pikepdf.Dictionary())),
    ("/PageLabels", pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(P="A")]))),
    ("/OutputIntents", pikepdf.Array([])),
    ("/Version", pikepdf.Name("/2.0")),
    ("/Extensions", pikepdf.Dictionary(ADBE=pikepdf.Dictionary(ExtensionLevel=5))),
    ("/Collection", pikepdf.Dictionary(View=pikepdf.Name.D)),
    ("/NeedsRendering", True),
    ("/MarkInfo", pikepdf.Dictionary(Marked=False, Suspects=True)),
)
TEXTS = ("/ActualText", "/Alt", "/E", "/T", "/Lang", "/Contents", "/RC", "/Subj", "/TU", "/NM")
WORDS = ("Beslut om bifall.", "bifall", "Se bilaga", "", "sv-SE")


def undigested(rng: random.Random) -> tuple[str, bytes]:
    """One object again with a key that leaves the drawing, as most draw it, alone."""
    chosen = source(rng.choice(SOURCES))
    with Draft(chosen.data, rng) as draft:
        how = rng.choice((_text, _relation, _catalogue, _tags, _resources, _description))
        how(draft)
        return f"{chosen.name}: {how.__name__}", draft.written()


def _text(draft: Draft) -> None:
    telling = ("/Subtype", "/S", "/FT", "/Contents", "/StructTreeRoot")
    things = [each for each in draft.containers() if any(key in each for key in telling)]
    things = [each for each in things if not isinstance(each, pikepdf.Stream)] or [draft.pdf.Root]
    draft.touch(draft.rng.choice(things))[draft.rng.choice(TEXTS)] = draft.rng.choice(WORDS)


def _relation(draft: Draft) -> None:
    """Another annotation's popup, another note answered, another parent."""
    notes = [each for each in draft.containers() if each.get("/Rect") is not None]
    if not notes:
        return _catalogue(draft)
    one, other = draft.rng.choice(notes), draft.rng.choice(notes)
    key = draft.rng.choice(("/Parent", "/IRT", "/Popup", "/P", "/RT", "/Open", "/StructParent"))
    values = {
        "/RT": pikepdf.Name.Group,
        "/Open": draft.rng.choice((True, False)),
        "/StructParent": 0,
    }
    draft.touch(one)[key] = values.get(key, other)
    return None


def _catalogue(draft: Draft) -> None:
    key, value = draft.rng.choice(CATALOGUE)
    draft.touch_root()[key] = value


def _tags(draft: Draft) -> None:
    """Tags where there were none, or one more."""
    root = draft.touch_root()
    element = pikepdf.Dictionary(
        Type=pikepdf.Name.StructElem,
        S=draft.rng.choice((pikepdf.Name.P, pikepdf.Name.Figure, pikepdf.Name.Span)),
        Pg=draft.page(0),
        ActualText=draft.rng.choice(WORDS),
    )
    tree = root.get("/StructTreeRoot")
    if tree is None:
        made = draft.add(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
        element["/P"] = made
        made["/K"] = draft.add(element)
        root["/StructTreeRoot"] = made
    else:
        element["/P"] = tree
        tree["/K"] = pikepdf.Array([draft.add(element), *list(tree.get("/K", []))])
        draft.touch(tree)


def _resources(draft: Draft) -> None:
    """A font, a role map, a form's defaults: where a look finds what it names."""
    rng = draft.rng
    form = draft.pdf.Root.AcroForm
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=rng.choice(
            (pikepdf.Name.Helvetica, pikepdf.Name.Symbol, pikepdf.Name.ZapfDingbats)
        ),
    )
    fonts = pikepdf.Dictionary({rng.choice(("/F1", "/Helv", "/New")): draft.add(font)})
    form["/DR"] = pikepdf.Dictionary(Font=fonts)
    if rng.random() < 0.4:
        form[rng.choice(("/DA", "/NeedAppearances", "/Q"))] = rng.choice(
            ("/F1 0 Tf 1 0 0 rg", True, 1)
        )
    draft.touch(form if form.is_indirect else draft.pdf.Root)


def _description(draft: Draft) -> None:
    """Metadata of the file, a page or a picture."""
    xml = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>bifall</x:xmpmeta>"
    kind = {"Type": pikepdf.Name.Metadata, "Subtype": pikepdf.Name.XML}
    target = draft.rng.choice((draft.pdf.Root, draft.page()))
    draft.touch(target)["/Metadata"] = draft.add_stream(xml, **kind)
