"""A copy without signatures: nothing of them is left, and the pages look as they did."""

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


def test_a_signature_that_no_field_leads_to_goes_too() -> None:
    def hide(pdf: pikepdf.Pdf) -> None:
        value = pdf.Root.AcroForm.Fields[0].V
        pdf.Root.PieceInfo = Dictionary(Kept=Dictionary(Private=value))

    copy = stripped(changed(fixture("minutes-signed.pdf"), hide)).data

    with pikepdf.open(BytesIO(copy)) as pdf:
        assert len(pdf.Root.PieceInfo.Kept.Private.keys()) == 0


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
