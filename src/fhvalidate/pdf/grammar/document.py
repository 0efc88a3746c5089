"""Trailer, catalogue, form, security store and information (ISO 32000-2, 7.5.5, 7.7.2, 12.7.3)."""

from fhvalidate.late_patterns import late_re
from fhvalidate.pdf.grammar.fields import new_field
from fhvalidate.pdf.grammar.kinds import KINDS
from fhvalidate.pdf.structure.colours import is_common_profile
from fhvalidate.pdf.structure.notes import takes_style_of_form
from fhvalidate.pdf.structure.productions import NotDerivedError, Production, spelled
from fhvalidate.pdf.structure.walk import Walk
from fhvalidate.pdf.syntax.referrers import TRAILER
from fhvalidate.pdf.syntax.values import (
    Boolean,
    Dictionary,
    Name,
    Text,
    Value,
    number_of,
    references_in,
)

_ELSEWHERE = frozenset({b"AcroForm", b"DSS", b"StructTreeRoot"})  # productions of their own
_VERSION = late_re(rb"\d\.\d")
# Of a cross-reference stream, and how the section hangs together (tables 15 and 17).
_SECTION = frozenset(
    {b"Type", b"W", b"Index", b"Length", b"Filter", b"DecodeParms"}
    | {b"Prev", b"Size", b"XRefStm", b"ID", b"Info", b"Root", b"Encrypt"}
)
_KNOWN_FLAGS = 1 | 2  # of /SigFlags: signatures exist, append only (table 225)


def trailer(walk: Walk) -> None:
    """The same catalogue and encryption; another revision's identifier; information."""
    old, new = walk.before.trailer, walk.after.trailer
    if old.get(b"Root") != new.get(b"Root") or old.get(b"Encrypt") != new.get(b"Encrypt"):
        raise NotDerivedError(Production.TRAILER, 0, "/Root")
    if walk.is_redefined(new.get(b"Encrypt")):
        raise NotDerivedError(Production.TRAILER, number_of(new[b"Encrypt"]), "/Encrypt")
    for key in sorted(new.keys() - _SECTION):
        if old.get(key) != new[key] and not _leads_nowhere(walk, key, new[key]):
            raise NotDerivedError(Production.TRAILER, 0, spelled(key))
    first, now = walk.before.items(old.get(b"ID")), walk.after.items(new.get(b"ID"))
    is_pair = not now or (len(now) == 2 and all(isinstance(part, Text) for part in now))  # noqa: PLR2004
    # Some writers make both parts anew; the first decides nothing but how to decrypt (7.6.4.4).
    if not is_pair or (b"Encrypt" in old and first[:1] != now[:1]):
        raise NotDerivedError(Production.TRAILER, 0, "/ID")
    walk.claim(new.get(b"ID"), Production.TRAILER)
    information(walk, old.get(b"Info"), new.get(b"Info"))


def _leads_nowhere(walk: Walk, key: bytes, value: Value) -> bool:
    """LibreOffice's own key, which some writers renumber until it leads to nothing."""
    led = (walk.after.has(each.number) for each in references_in(value))
    return key in {b"AdditionalStreams", b"DocChecksum"} and not any(led)


def information(walk: Walk, old: Value, new: Value) -> None:
    """What the document says of itself: names and texts (14.3.3)."""
    was, now = walk.before.dictionary(old), walk.after.dictionary(new)
    is_date = set(walk.changed_keys(was, now)) <= {b"ModDate"}
    production = Production.DATE if is_date else Production.INFORMATION
    walk.grow(old, new, ("information",), production, {TRAILER: b"Info"})
    for key, entry in walk.after.dictionary(new).items():
        if not isinstance(walk.after.follow(entry), Text | Name | int | Boolean):
            raise NotDerivedError(Production.INFORMATION, number_of(new), spelled(key))


def catalogue(walk: Walk) -> None:
    """The catalogue with the keys that signing and validation data add."""
    root = walk.after.trailer.get(b"Root")
    old, new = walk.before.dictionary(root), walk.after.dictionary(root)
    walk.claim(root, Production.CATALOGUE)
    for key in walk.touched_keys(old, new):
        if key not in new or key not in _ELSEWHERE | _KEYS.keys():
            raise NotDerivedError(Production.CATALOGUE, number_of(root), spelled(key))
        if key in _KEYS:
            _KEYS[key](walk, old.get(key), new[key])
    if b"DSS" in new:
        store(walk, old.get(b"DSS"), new[b"DSS"])
    form(walk, old.get(b"AcroForm"), new.get(b"AcroForm"))


def _version(walk: Walk, _: Value, new: Value) -> None:
    version = walk.after.follow(new)
    if not isinstance(version, Name) or not _VERSION.fullmatch(version.value):
        raise NotDerivedError(Production.CATALOGUE, 0, "/Version")


def _extensions(walk: Walk, old: Value, new: Value) -> None:
    walk.grow(old, new, ("extensions",), Production.CATALOGUE, {walk.root: b"Extensions"})


def _permissions(walk: Walk, old: Value, new: Value) -> None:
    """A certification by a signature that this update brings (12.8.6)."""
    was, now = walk.before.dictionary(old), walk.after.dictionary(new)
    changed = set(walk.touched_keys(was, now))
    if changed != {b"DocMDP"} or b"DocMDP" in was or not walk.is_new(now[b"DocMDP"]):
        raise NotDerivedError(Production.CATALOGUE, number_of(new), "/Perms")
    walk.claim(new, Production.CATALOGUE)


def _output_intents(walk: Walk, old: Value, new: Value) -> None:
    """Colours as most screens show them anyway, added where nothing was said of them (14.11.5)."""
    walk.hold(new, ("output-intent",), Production.OUTPUT_INTENT, "/OutputIntents")
    intents = [walk.after.dictionary(each) for each in walk.after.items(new)]
    profiles = [walk.after.follow(each.get(b"DestOutputProfile")) for each in intents]
    if old is not None or not all(map(is_common_profile, profiles)):
        raise NotDerivedError(Production.OUTPUT_INTENT, number_of(new), "/OutputIntents")


def _metadata(walk: Walk, _: Value, new: Value) -> None:
    """XMP (14.3.2)."""
    found = walk.after.dictionary(new)
    if found.get(b"Type") != Name(b"Metadata") or found.get(b"Subtype") != Name(b"XML"):
        raise NotDerivedError(Production.METADATA, number_of(new), "/Type")
    if walk.is_redefined(new):
        by = {walk.root: b"Metadata"}
        walk.check_led_from(frozenset({number_of(new)}), Production.METADATA, by)
    walk.claim(new, Production.METADATA)
    walk.hold(walk.after.follow(new), ("metadata",), Production.METADATA, "/Metadata")


def store(walk: Walk, old: Value, new: Value) -> None:
    """The security store: lists and dictionaries of validation data (EN 319 142-1, 5.4)."""
    if old != new or walk.left():
        walk.grow(old, new, ("store",), Production.SECURITY_STORE, {walk.root: b"DSS"})


def form(walk: Walk, old: Value, new: Value) -> None:
    """The form with new signature fields at the end of its list (12.7.3)."""
    if new is None:
        return
    was, now = walk.before.dictionary(old), walk.dictionary(new, Production.FORM, "/AcroForm")
    number = number_of(new)
    for key in walk.touched_keys(was, now):
        match key:
            case b"Fields":
                pass
            case b"SigFlags":
                _flags(walk, was.get(key, 0), now.get(key), number)
            case b"DR":
                _resources(walk, was.get(key), now.get(key), number)
            case b"DA" | b"Q" | b"NeedAppearances" if key not in was and _may_say(walk, key, now):
                walk.hold(now[key], (), Production.FORM, spelled(key))
            case _:
                raise NotDerivedError(Production.FORM, number, spelled(key))
    walk.claim(new, Production.FORM)
    fields = walk.before.items(was.get(b"Fields")), walk.after.items(now.get(b"Fields"))
    if fields[1][: len(fields[0])] != fields[0]:
        raise NotDerivedError(Production.FORM, number, "/Fields")
    if walk.is_redefined(now.get(b"Fields")):
        by = {walk.root: b"AcroForm", number: b"Fields"}
        walk.check_led_from(frozenset({number_of(now[b"Fields"])}), Production.FORM, by)
    walk.claim(now.get(b"Fields"), Production.FORM)
    for field in fields[1][len(fields[0]) :]:
        new_field(walk, field, None)


def _may_say(walk: Walk, key: bytes, form: Dictionary) -> bool:
    """Whether no look is made by what a form says for the first time."""
    if form.get(b"NeedAppearances", Boolean(value=False)) != Boolean(value=False):
        return False
    return key == b"NeedAppearances" or not takes_style_of_form(walk.before, walk.pages)


def _flags(walk: Walk, old: Value, new: Value, number: int) -> None:
    was, now = walk.before.follow(old), walk.after.follow(new)
    if (
        not isinstance(now, int)
        or not isinstance(was, int)
        or now & was != was
        or now & ~_KNOWN_FLAGS
    ):
        raise NotDerivedError(Production.FORM, number, "/SigFlags")
    walk.claim(new, Production.FORM)


def _resources(walk: Walk, old: Value, new: Value, number: int) -> None:
    """Fonts and the like for the form's looks, added under names that were not used."""
    was, now = walk.before.dictionary(old), walk.after.dictionary(new)
    for key in walk.touched_keys(was, now):
        before, after = walk.before.dictionary(was.get(key)), walk.after.dictionary(now.get(key))
        # No reader draws a form of /DR but by the name that a field's style gives, a font's.
        taken = () if key == b"XObject" else before
        if any(name in taken for name in walk.touched_keys(before, after)):
            raise NotDerivedError(Production.FORM, number, spelled(key))
    walk.hold(new, ("form-resources",), Production.FORM, "/DR")
    for key, entry in ((b"DR", new), *now.items()):
        if walk.is_redefined(entry):
            by = {number_of(new): key, walk.root: b"AcroForm", number: b"DR"}
            walk.check_led_from(frozenset({number_of(entry)}), Production.FORM, by)
            walk.claim(entry, Production.FORM)
            kinds = (
                ("form-resources",) if key == b"DR" else KINDS.under("form-resources", key) or ()
            )
            walk.hold(walk.after.follow(entry), kinds, Production.FORM, spelled(key))


_KEYS = {
    b"Version": _version,
    b"Extensions": _extensions,
    b"Perms": _permissions,
    b"Metadata": _metadata,
    b"OutputIntents": _output_intents,
}
