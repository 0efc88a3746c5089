"""What the tags of a page are made of, and who else leads there: rule R3 again.

Tags are read aloud instead of the page. An object is among them by whatever leads to it, and it
stays there as it was signed.
"""

import io

import pikepdf
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.attacks.test_blind_spots import packed_update
from tests.attacks.world import not_valid
from tests.pdf.handmade import (
    FONT,
    ONE_PAGE,
    PAGE,
    PAGE_TREE,
    Table,
    document,
    entry,
    shown,
    stream,
    update,
)
from tests.pdf.handsigned import FIELD, VALUE, form, prepared, sealed
from tests.validation.judging import judged

TAGGED = form(6)[:-2] + b"/MarkInfo << /Marked true >> /StructTreeRoot %s >>"
APART = TAGGED % b"20 0 R"
PLACED = PAGE[:-2] + b"/StructParents 0 >>"
WORDS = stream(b"/P << /MCID 0 >> BDC %s EMC" % shown("Kommunstyrelsen beslutar om avslag."))
TREE = b"<< /Type /StructTreeRoot /ParentTree << /Nums [%d [%d 0 R]] >> /K [%d 0 R] >>"
ELEMENT = b"<< /Type /StructElem /S /P /P 20 0 R /Pg 3 0 R /K 0 %s >>"


def test_a_page_gets_no_place_among_the_tags_that_were_signed() -> None:
    objects = {1: APART, 4: WORDS, 20: TREE % (5, 22, 22), 22: ELEMENT % b"/ActualText (bifall)"}
    data = sealed(prepared(objects))

    placed = update(data, {3: PAGE[:-2] + b"/StructParents 5 >>"})

    assert judged(data).verdict == "valid"
    assert not_valid(placed, "changed-other")


def test_a_page_may_come_to_be_stepped_through_by_its_tags() -> None:
    data = sealed(prepared())

    assert judged(update(data, {3: PAGE[:-2] + b"/Tabs /S >>"})).verdict == "valid"


@pytest.mark.parametrize("order", [b"/R", b"/C", b"/A", b"/W", b"(S)"])
def test_a_page_comes_to_be_stepped_through_in_no_other_order(order: bytes) -> None:
    data = sealed(prepared())

    assert not_valid(update(data, {3: PAGE[:-2] + b"/Tabs %s >>" % order}), "changed-other")


DESCRIBED = b"<< /Type /StructElem /S /P /K 0 /ActualText (%s) /Title (x) >>"
INFORMATION = b" /Info 10 0 R"


def test_an_object_that_is_led_to_from_two_places_is_one_thing_only() -> None:
    catalogue = TAGGED % (TREE % (0, 10, 10))
    objects = {1: catalogue, 3: PLACED, 4: WORDS, 10: DESCRIBED % b"avslag"}
    made = prepared(objects).replace(b"/Root 1 0 R", b"/Root 1 0 R" + INFORMATION)
    data = sealed(made)

    changed = update(data, {10: DESCRIBED % b"bifall"}, Table(extra=INFORMATION))

    assert judged(data).verdict == "valid"
    assert not_valid(changed, "changed-other")


def test_what_describes_a_document_is_not_what_comes_with_its_tags() -> None:
    attached = b"/AF [<< /Type /Filespec /AFRelationship /Data /F (a.xml) /EF << /F 10 0 R >> >>]"

    assert judged(described_anew(b"")).verdict == "valid"
    assert not_valid(described_anew(attached), "changed-other")


def described_anew(with_tags: bytes) -> bytes:
    """A signed page whose tags have the entries, and whose metadata are others afterwards."""
    tree = b"<< /Type /StructTreeRoot /ParentTree << /Nums [] >> %s >>" % with_tags
    catalogue = (TAGGED % tree)[:-2] + b"/Metadata 10 0 R >>"
    entries = b"/Type /Metadata /Subtype /XML"
    data = sealed(prepared({1: catalogue, 10: stream(b"<beslut>avslag</beslut>", entries)}))
    assert judged(data).verdict == "valid"
    return update(data, {10: stream(b"<beslut>bifall</beslut>", entries)})


@pytest.mark.parametrize("listed", [False, True])
def test_what_leads_to_an_object_leads_there_whatever_else_was_listed_at_its_place(
    listed: bool,
) -> None:
    tagged = {1: APART, 3: PLACED, 4: WORDS, 6: FIELD, 20: TREE % (0, 10, 10)}
    made = document({**ONE_PAGE, **tagged, 10: DESCRIBED % b"avslag"})
    made = made.replace(b"/Root 1 0 R", b"/Root 1 0 R" + INFORMATION)
    lines = (entry(made.index(b"20 0 obj")), entry(0, 1, kind=b"f")) if listed else ()
    for line in lines:
        table = Table(extra=INFORMATION, lines=((21, line),), size=30)
        made = update(made, {8: b"null"}, table)
    data = sealed(update(made, {7: VALUE}, Table(extra=INFORMATION, size=30)))

    changed = update(data, {10: DESCRIBED % b"bifall"}, Table(extra=INFORMATION))

    # Two numbers at one place are two readings of what was signed itself.
    assert (judged(data).verdict == "valid") is not listed
    assert not_valid(changed, "unaccounted-bytes" if listed else "changed-other")


@pytest.mark.parametrize("within", [b"(x)", b"(\n23 0 obj\nnull\nendobj\n)"])
def test_what_leads_to_an_object_leads_there_whatever_else_its_strings_hold(within: bytes) -> None:
    element = ELEMENT % (b"/ID %s /ActualText 50 0 R" % within)
    tagged = {1: APART, 3: PLACED, 4: WORDS, 6: FIELD, 20: TREE % (0, 22, 22), 22: element}
    made = document({**ONE_PAGE, **tagged})
    if b"obj" in within:
        line = entry(made.index(b"23 0 obj"))
        made = update(made, {8: b"null"}, Table(lines=((23, line),), size=60))
    data = sealed(update(made, {7: VALUE}, Table(size=60)))

    objects = {50: b"(Beslutet ar bifall.)", 51: b"<< /Title 50 0 R >>"}
    changed = update(data, objects, Table(extra=b" /Info 51 0 R", size=60))

    # An object within another is a second reading of what was signed itself.
    assert (judged(data).verdict == "valid") is (b"obj" not in within)
    assert not_valid(changed, "changed-other")


def test_a_value_that_two_places_share_is_compared_for_each() -> None:
    first, second = ELEMENT % b"", (ELEMENT % b"").replace(b"/K 0", b"/K 1")
    tree = b"<< /Type /StructTreeRoot /ParentTree << /Nums [] >> /K [%s %s] >>"
    marked = b"/P << /MCID 0 >> BDC %s EMC /P << /MCID 1 >> BDC %s EMC"
    words = stream(marked % (shown("bifall"), shown("foreslogs, avslag blev det", at=(72, 680))))
    data = sealed(prepared({1: APART, 4: words, 20: tree % (first, second)}))

    apart = update(data, {20: tree % (b"50 0 R", b"51 0 R"), 50: first, 51: second})
    shared = update(data, {20: tree % (b"50 0 R", b"50 0 R"), 50: second})

    assert judged(data).verdict == "valid"
    assert judged(apart).verdict == "valid"
    assert not_valid(shared, "changed-other")


def test_a_font_that_two_names_share_is_compared_for_each() -> None:
    symbols = FONT.replace(b"Helvetica", b"Symbol")
    data = sealed(prepared({3: PAGE.replace(b"5 0 R", FONT + b" /F2 " + symbols)}))

    shared = update(data, {3: PAGE.replace(b"5 0 R", b"50 0 R /F2 50 0 R"), 50: symbols})

    assert judged(data).verdict == "valid"
    assert not_valid(shared, "changed-other")


def encryption() -> tuple[bytes, bytes, bytes]:
    """A key, the dictionary that says what is encrypted with it, and the file's identifier.

    Strings are encrypted, streams are not.
    """
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(document())) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="a", user="", R=6))
    with pikepdf.open(made) as pdf:
        entries = pdf.trailer.Encrypt
        entries.StmF = pikepdf.Name.Identity
        key = pdf.encryption.encryption_key
        return key, entries.unparse(resolved=True), pdf.trailer.ID.unparse(resolved=True)


def encrypted(text: bytes, key: bytes, start: bytes) -> bytes:
    """The string as a file has it that is encrypted: ISO 32000-2, 7.6.3.3."""
    room = 16 - len(text) % 16
    cipher = Cipher(algorithms.AES(key), modes.CBC(start)).encryptor()
    message = cipher.update(text + bytes([room]) * room) + cipher.finalize()
    return b"<%s>" % (start + message).hex().encode()


def test_what_is_encrypted_stays_where_it_is_decrypted() -> None:
    key, entries, marks = encryption()
    spoken = encrypted(b"avslag", key, b"BIFALL, beviljat")
    name = encrypted(b"Underskrift", key, b"0123456789abcdef")
    element = ELEMENT % (b"/ActualText " + spoken)
    tagged = {1: APART, 3: PLACED, 4: WORDS, 20: TREE % (0, 22, 22), 22: element}
    made = prepared({**tagged, 6: FIELD.replace(b"(Underskrift)", name), 25: entries})
    root = b"/Root 1 0 R /Encrypt 25 0 R /ID " + marks
    data = sealed(made.replace(b"/Root 1 0 R", root))

    held = stream(b"22 0 " + element, b"/Type /ObjStm /N 1 /First 5")
    moved = packed_update(data, {22: (2, 61, 0)}, {61: held}).replace(
        b"/Root 1 0 R /Prev", root + b" /Prev"
    )

    assert judged(data).verdict == "valid"
    assert not_valid(moved, "changed-other")


COPIES = {
    "the tree": {50: PAGE_TREE},
    "the tree and the page": {50: PAGE_TREE.replace(b"3 0 R", b"51 0 R"), 51: PAGE},
}


@pytest.mark.parametrize("copied", COPIES)
def test_a_page_tree_is_compared_by_which_objects_it_lists(copied: str) -> None:
    data = sealed(prepared())

    changed = update(data, {1: form(6).replace(b"/Pages 2", b"/Pages 50"), **COPIES[copied]})

    assert judged(data).verdict == "valid"
    assert not_valid(changed, "changed-other")


def test_the_tags_are_those_of_the_page_that_is_shown() -> None:
    tagged = {1: APART, 3: PLACED, 4: WORDS, 20: TREE % (0, 22, 22), 22: ELEMENT % b""}
    data = sealed(prepared(tagged))
    copies = {50: PAGE_TREE.replace(b"3 0 R", b"51 0 R"), 51: PLACED}

    changed = update(data, {1: APART.replace(b"/Pages 2", b"/Pages 50"), **copies})

    assert judged(data).verdict == "valid"
    assert not_valid(changed, "changed-other")


def test_a_destination_leads_to_the_page_that_was_signed() -> None:
    catalogue = form(6)[:-2] + b"/Dests << /A [%d 0 R /Fit] >> >>"
    data = sealed(prepared({1: catalogue % 3}))

    changed = update(data, {1: catalogue % 50, 50: PAGE})

    assert judged(data).verdict == "valid"
    assert not_valid(changed, "changed-other")
