"""A copy without signatures: nothing of them is left, and the pages look as they did."""

import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from fhvalidate import TrustAnchors, Verdict, validate
from fhvalidate.archive.stripping import Stripped, strip_signatures
from fhvalidate.errors import UnreadableError
from fhvalidate.pdf.document import without_signatures
from fhvalidate.pdf.pages.page_looks import read_pictures
from fhvalidate.policy import Policy
from tests.pki import VALIDATED_AT
from tests.shared import CORPUS, shared

FILES = Path(__file__).parents[1] / "fixtures" / "files"
LIMITS = Policy.named("default").limits
SIGNED = (
    "minutes-b-b.pdf",
    "minutes-b-t.pdf",
    "minutes-b-lt.pdf",
    "minutes-b-lta.pdf",
    "minutes-signed.pdf",
    "minutes-altered.pdf",
    "certified-form-filled.pdf",
    "encrypted-empty-user-password.pdf",
    "hostile-names.pdf",
    "unknown-subfilter.pdf",
    "resaved.pdf",
)


def stripped(data: bytes, password: str = "") -> Stripped:
    return strip_signatures(data, password=password, limits=LIMITS)


def fixture(name: str) -> bytes:
    return (FILES / name).read_bytes()


def changed(data: bytes, change: Callable[[pikepdf.Pdf], object], **saving: Any) -> bytes:
    """The file with a change, written anew: its signatures are broken, which is not asked here."""
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out, deterministic_id=not saving, **saving)
    return out.getvalue()


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        stripped(data)
    return caught.value.code


@pytest.mark.parametrize("name", SIGNED)
def test_of_a_signature_nothing_is_left_and_nothing_of_earlier_revisions(name: str) -> None:
    copy = stripped(fixture(name)).data

    assert copy.count(b"%%EOF") == 1
    with pikepdf.open(BytesIO(copy)) as pdf:
        assert not pdf.is_encrypted
        plain = b"".join(each.unparse(resolved=True) for each in pdf.objects)
        for word in (b"/ByteRange", b"/SigFlags", b"/DSS", b"/Perms", b"/DocTimeStamp"):
            assert word not in plain
        assert not {"/Perms", "/DSS"} & set(pdf.Root.keys())
    report = validate(copy, trust=TrustAnchors.none(), at=VALIDATED_AT)
    assert report.signatures == ()
    assert report.verdict is not Verdict.VALID
    assert len(report.document.revisions) == 1


def test_what_visible_signatures_show_is_content_of_the_page() -> None:
    data = fixture("minutes-signed.pdf")

    found = stripped(data)

    assert (found.fields, found.looks, found.pages) == (2, 2, 4)
    numbers = range(1, 5)
    assert read_pictures(found.data, password="", numbers=numbers) == read_pictures(
        data, password="", numbers=numbers
    )
    report = validate(found.data, trust=TrustAnchors.none(), at=VALIDATED_AT)
    assert any("Digitalt signerat av" in str(each.detail) for each in report.reprint.evidence)


def test_the_same_document_gives_the_same_bytes() -> None:
    data = fixture("minutes-signed.pdf")

    assert stripped(data) == stripped(data)


def test_fields_that_are_no_signatures_stay_as_they_were_filled() -> None:
    copy = stripped(fixture("certified-form-filled.pdf")).data

    with pikepdf.open(BytesIO(copy)) as pdf:
        values = [str(each.get("/V")) for each in pdf.Root.AcroForm.Fields]
        assert len(values) == 1
        assert values[0] not in ("", "None")


def test_attachments_are_kept() -> None:
    def attach(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["bilaga.txt"] = b"en bilaga"

    copy = stripped(changed(fixture("minutes-signed.pdf"), attach)).data

    with pikepdf.open(BytesIO(copy)) as pdf:
        assert pdf.attachments["bilaga.txt"].get_file().read_bytes() == b"en bilaga"


def test_a_document_that_a_password_opens_is_written_without_one() -> None:
    locked = changed(
        fixture("minutes-signed.pdf"),
        lambda _: None,
        encryption=pikepdf.Encryption(user="hemligt", owner="annat"),
    )

    copy = stripped(locked, "hemligt")

    assert copy.looks == 2
    with pikepdf.open(BytesIO(copy.data)) as pdf:
        assert not pdf.is_encrypted
    assert refused(locked) == "password-needed"


def test_a_document_without_signatures_is_refused() -> None:
    assert refused(fixture("minutes-never-signed.pdf")) == "strip-nothing"
    assert refused(fixture("minutes-printed.pdf")) == "strip-nothing"
    assert refused(fixture("garbage.pdf")) == "not-a-pdf"


def test_a_form_of_the_older_kind_is_refused() -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")

    assert refused(changed(fixture("minutes-signed.pdf"), add)) == "strip-xfa"


def test_a_signature_that_something_else_leads_to_is_refused() -> None:
    def hide(pdf: pikepdf.Pdf) -> None:
        value = pdf.Root.AcroForm.Fields[0].V
        pdf.Root.PieceInfo = Dictionary(Kept=Dictionary(Private=value))

    assert refused(changed(fixture("minutes-signed.pdf"), hide)) == "strip-signature-left"


_MARKS = {"ByteRange": Array([0, 1, 2, 3])}, {"FT": Name.Sig}, {"Type": Name.Sig}


def _attachment(pdf: pikepdf.Pdf, mark: dict[str, Any]) -> None:
    file = pdf.make_stream(b"en bilaga")
    marked = Dictionary(F=String("b.txt"), EF=Dictionary(F=file), **mark)
    names = Array([String("b.txt"), pdf.make_indirect(marked)])
    pdf.Root.Names = pdf.make_indirect(Dictionary(EmbeddedFiles=Dictionary(Names=names)))


def _filled_in(pdf: pikepdf.Pdf, mark: dict[str, Any]) -> None:
    marked = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("beslut"), V=String("ja")))
    for key, value in mark.items():
        marked[f"/{key}"] = value
    pdf.Root.AcroForm.Fields.append(marked)


def _note(pdf: pikepdf.Pdf, mark: dict[str, Any]) -> None:
    said = String("reservation")
    note = Dictionary(Subtype=Name.Text, Rect=Array([0, 0, 0, 0]), Contents=said, F=2, **mark)
    pdf.pages[3].obj.Annots.append(pdf.make_indirect(note))


def _layer(pdf: pikepdf.Pdf, mark: dict[str, Any]) -> None:
    layer = pdf.make_indirect(Dictionary(Title=String("lager"), **mark))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary())


def _outline(pdf: pikepdf.Pdf, mark: dict[str, Any]) -> None:
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(Count=0, **mark))


def _information(pdf: pikepdf.Pdf, mark: dict[str, Any]) -> None:
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String("Protokoll"), **mark))


@pytest.mark.parametrize("mark", _MARKS)
@pytest.mark.parametrize("add", [_attachment, _filled_in, _note, _layer, _outline, _information])
def test_what_only_looks_like_a_signature_is_never_emptied(add: Any, mark: dict[str, Any]) -> None:
    data = changed(fixture("minutes-signed.pdf"), lambda pdf: add(pdf, mark))

    # A field that says it is a signature's and holds a word is none either.
    assert refused(data) == "strip-signature-left"


@pytest.mark.parametrize("add", [_attachment, _filled_in, _note, _layer, _outline, _information])
def test_what_is_no_signature_stays(add: Any) -> None:
    data = changed(fixture("minutes-signed.pdf"), lambda pdf: add(pdf, {}))

    assert stripped(data).fields == 2


def test_values_that_lie_in_objects_of_their_own_are_equal_by_what_they_say() -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        for value in range(30):  # their numbers are others in the copy
            pdf.make_indirect(Array([value]))
        kept = [pdf.make_indirect(each) for each in (Name.This, String("x"), Array([1]))]
        pdf.Root.PieceInfo = Dictionary(Kept=Array(kept))

    assert stripped(changed(fixture("minutes-signed.pdf"), add)).fields == 2


@pytest.mark.parametrize(
    "hidden",
    [
        Dictionary(Type=Name.SigRef),
        Dictionary(Type=Name.SigFieldLock, Action=Name.All),
        Dictionary(Action=Name.Include, Fields=Array([])),
        Dictionary(SubFilter=Name("/ETSI.CAdES.detached")),
        Dictionary(Filter=Name("/Adobe.PPKLite"), Contents=String("x")),
        Dictionary(Type=Name.DSS),
        Dictionary(Certs=Array([])),
        Dictionary(Legal=Dictionary(Attestation=String("x"))),
        Dictionary(X=String(bytes.fromhex("308006092a864886f70d010702a080"))),
    ],
)
def test_anything_of_a_signature_that_would_be_in_the_copy_is_refused(hidden: Any) -> None:
    def hide(pdf: pikepdf.Pdf) -> None:
        pdf.Root.PieceInfo = pdf.make_indirect(Dictionary(Kept=hidden))

    assert refused(changed(fixture("minutes-signed.pdf"), hide)) == "strip-signature-left"


def test_a_legal_attestation_goes_with_a_signature_and_is_refused() -> None:
    def attest(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Legal = Dictionary(Attestation=String("x"))

    assert refused(changed(fixture("minutes-signed.pdf"), attest)) == "strip-signature-left"


@pytest.mark.parametrize("key", ["/Names", "/Outlines", "/OCProperties", "/PieceInfo"])
def test_a_copy_that_lacks_anything_else_is_refused(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The comparison stands by itself, whatever the removal does."""

    def all_of_it(pdf: pikepdf.Pdf) -> None:
        pdf.Root[key] = pdf.make_indirect(Dictionary(Kept=String("x")))

    def lose(pdf: pikepdf.Pdf, _: object) -> None:
        if key in pdf.Root and "/AcroForm" not in pdf.Root:
            del pdf.Root[key]

    monkeypatch.setattr(without_signatures, "untag", lose)

    data = changed(fixture("minutes-signed.pdf"), all_of_it)
    assert refused(data) == "strip-content-differs"


def _flagged(flags: int, rotate: int) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[3].obj
        page.Rotate = rotate
        for note in page.Annots:
            note.F = flags

    return change


@pytest.mark.parametrize("rotate", [90, 180, 270, -90, 450])
def test_a_signature_that_does_not_turn_with_its_page_is_refused(rotate: int) -> None:
    signed = fixture("minutes-signed.pdf")

    assert refused(changed(signed, _flagged(4 | 16, rotate))) == "strip-look-upright"
    assert stripped(changed(signed, _flagged(4, rotate))).looks == 2


@pytest.mark.parametrize("rotate", [0, 360, -360])
def test_a_page_that_is_turned_all_round_is_not_turned(rotate: int) -> None:
    data = changed(fixture("minutes-signed.pdf"), _flagged(4 | 16, rotate))

    assert stripped(data).looks == 2


def test_a_signature_that_is_not_printed_is_refused() -> None:
    data = changed(fixture("minutes-signed.pdf"), _flagged(0, 0))

    assert refused(data) == "strip-look-on-screen"


def test_a_signature_within_another_value_is_refused() -> None:
    def hide(pdf: pikepdf.Pdf) -> None:
        value = Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3]), Contents=String("x"))
        pdf.Root.PieceInfo = Dictionary(Kept=Dictionary(Private=value))

    assert refused(changed(fixture("minutes-signed.pdf"), hide)) == "strip-signature-left"


def test_a_look_that_would_be_covered_is_refused() -> None:
    """Content stands below every annotation: a note under the signature would lie over its look."""

    def cover(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[3]
        look = pdf.make_stream(b"1 0 0 rg 0 0 200 40 re f")
        look.Type, look.Subtype = Name.XObject, Name.Form
        look.BBox = Array([0, 0, 200, 40])
        note = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Square,
                Rect=page.obj.Annots[0].Rect,
                F=4,
                AP=Dictionary(N=look),
            )
        )
        page.obj.Annots = Array([note, *list(page.obj.Annots)])

    assert refused(changed(fixture("minutes-signed.pdf"), cover)) == "strip-looks-differ"


def test_a_hidden_signature_shows_nothing_afterwards() -> None:
    def hide(pdf: pikepdf.Pdf) -> None:
        pdf.pages[3].obj.Annots[0].F = 2

    found = stripped(changed(fixture("minutes-signed.pdf"), hide))

    assert (found.fields, found.looks) == (2, 1)


def test_resources_that_pages_share_are_not_changed_for_the_others() -> None:
    def share(pdf: pikepdf.Pdf) -> None:
        shared_by_all = pdf.make_indirect(pdf.pages[3].obj.Resources)
        for number in (2, 3):
            pdf.pages[number].obj.Resources = shared_by_all

    copy = stripped(changed(fixture("minutes-signed.pdf"), share)).data

    with pikepdf.open(BytesIO(copy)) as pdf:
        assert "/XObject" not in pdf.pages[2].obj.Resources
        assert len(pdf.pages[3].obj.Resources.XObject) == 2


def _tagged(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[3].obj
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    kept = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=root, K=0, Pg=page))
    tags = []
    for number, widget in enumerate(page.Annots):
        widget.StructParent = 10 + number
        tag = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Form, P=root))
        tag.K = Dictionary(Type=Name.OBJR, Obj=widget, Pg=page)
        tags.append(tag)
    root.K = Array([kept, *tags])
    numbers = [5, Array([kept]), *(each for n, tag in enumerate(tags) for each in (10 + n, tag))]
    root.ParentTree = Dictionary(Nums=Array(numbers))
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def test_the_tags_of_a_document_keep_all_but_the_signatures() -> None:
    copy = stripped(changed(fixture("minutes-signed.pdf"), _tagged)).data

    with pikepdf.open(BytesIO(copy)) as pdf:
        tree = pdf.Root.StructTreeRoot
        assert [str(each.S) for each in tree.K] == ["/P"]
        assert [int(each) for each in tree.ParentTree.Nums[::2]] == [5]
        content = pdf.pages[3].obj.Contents
        assert b"/Artifact BMC" in content[-1].read_bytes()
        assert isinstance(content[0], Stream)


@pytest.mark.parametrize("name", ["verapdf-regression/simpleSigned.pdf", "dss/pdfa2u-gray.pdf"])
def test_a_file_keeps_what_it_says_of_itself_as_an_archive_file(name: str) -> None:
    data = shared(str(CORPUS / name)).read_bytes()

    copy = stripped(data).data

    with pikepdf.open(BytesIO(data)) as before, pikepdf.open(BytesIO(copy)) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert after.Root.OutputIntents is not None
        assert after.pdf_version == before.pdf_version
        assert after.trailer.ID is not None


def test_a_library_that_warns_of_loose_fields_is_not_heard() -> None:
    data = shared(str(CORPUS / "pyhanko/separate-annots-kids-indir.pdf")).read_bytes()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert refused(data) == "strip-content-differs"
