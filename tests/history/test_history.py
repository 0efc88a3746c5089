"""Tests of `fhvalidate revisions` and the history it shows."""

import inspect
import re
from pathlib import Path

import pytest

import fhvalidate
from fhvalidate import history
from fhvalidate.api import revisions
from fhvalidate.cli.main import run
from fhvalidate.errors import UnreadableError
from fhvalidate.pdf.revisions.changes import Changes
from fhvalidate.report.messages import Language
from fhvalidate.signature import SignatureKind
from fhvalidate.words.catalogue import catalogue
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b, sign_b_lta
from tests.pki.updates import draw_on_page
from tests.pki.world import shared_world


def twice_signed() -> bytes:
    world = shared_world()
    once = sign_b_b(minutes(None), world.chair, field="Ordförande")
    return sign_b_b(once, world.adjuster, field="Justerare")


def test_each_revision_names_who_closed_it() -> None:
    entries = revisions(twice_signed())

    closed = [entry.signatures for entry in entries if entry.signatures]
    assert [signature.field for (signature,) in closed] == ["Ordförande", "Justerare"]
    assert all(signature.name for (signature,) in closed)


def test_a_document_time_stamp_is_no_persons_signature() -> None:
    world = shared_world()

    entries = revisions(
        sign_b_lta(minutes(None), world.chair, world.time_stamps, world.validation_data())
    )

    kinds = [signature.kind for entry in entries for signature in entry.signatures]
    assert kinds == [SignatureKind.SIGNATURE, SignatureKind.DOCUMENT_TIMESTAMP]


def test_a_revision_tells_what_it_changed_of_the_one_before() -> None:
    entries = revisions(draw_on_page(twice_signed(), "Avslag"))

    assert "page-content:1" in (entries[-1].changes or ())


def test_a_file_with_too_much_to_compare_tells_which_revisions_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(history, "MAX_LOOKED_AT", 1)

    entries = revisions(draw_on_page(twice_signed(), "Avslag"))

    assert [entry.is_past_limit for entry in entries] == [True] * (len(entries) - 1) + [False]
    assert [entry.changes is None for entry in entries] == [each.is_past_limit for each in entries]
    assert "page-content:1" in (entries[-1].changes or ())
    assert any(entry.signatures for entry in entries if entry.is_past_limit)


def test_what_is_extracted_is_exactly_what_was_signed(tmp_path: Path) -> None:
    signed = twice_signed()
    changed, taken = tmp_path / "andrad.pdf", tmp_path / "undertecknad.pdf"
    changed.write_bytes(draw_on_page(signed, "Avslag"))
    last_signed = len(revisions(signed))

    code = run(["revisions", str(changed), "--extract", str(last_signed), "-o", str(taken)])

    assert code == 0
    assert taken.read_bytes() == signed


@pytest.mark.parametrize("number", ["0", "99", "två", "-1"])
def test_a_revision_that_is_not_there_is_a_wrong_call(tmp_path: Path, number: str) -> None:
    source, target = tmp_path / "in.pdf", tmp_path / "ut.pdf"
    source.write_bytes(twice_signed())

    code = run(["revisions", str(source), f"--extract={number}", "-o", str(target)])

    assert code == 2
    assert not target.exists()


def test_a_revision_is_never_written_over_its_source(tmp_path: Path) -> None:
    source = tmp_path / "in.pdf"
    source.write_bytes(twice_signed())
    before = source.read_bytes()

    code = run(["revisions", str(source), "--extract", "1", "-o", str(source)])

    assert code == 2
    assert source.read_bytes() == before


def test_bytes_that_are_no_pdf_have_no_history(tmp_path: Path) -> None:
    source = tmp_path / "in.pdf"
    source.write_bytes(b"hej")

    with pytest.raises(UnreadableError):
        revisions(b"hej")

    assert run(["revisions", str(source)]) == 6


@pytest.mark.parametrize(("language", "said"), [("sv", "undertecknad av"), ("en", "signed by")])
def test_the_list_reads_in_both_languages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, said: str
) -> None:
    source = tmp_path / "in.pdf"
    source.write_bytes(twice_signed())

    code = run(["revisions", str(source), "--lang", language])

    assert code == 0
    assert said in capsys.readouterr().out


def test_what_a_revision_changed_is_told_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(draw_on_page(twice_signed(), "Tillagt"))

    for language, told in (("sv", "innehållet på sida 1"), ("en", "the content of page 1")):
        assert run(["revisions", "--lang", language, str(path)]) == 0
        out = capsys.readouterr().out
        assert told in out
        assert "page-content" not in out
        assert "signature-field" not in out


def test_every_kind_of_change_has_words() -> None:
    source = inspect.getsource(Changes._details)
    kinds = set(re.findall(r'["(]f?"([a-z-]+)[:"]', source))

    assert {"page-content", "metadata", "other"} <= kinds
    for language in Language:
        assert kinds <= set(catalogue(language)["revision-change"])


def test_the_public_names_are_those_that_exist() -> None:
    for name in fhvalidate.__all__:
        assert getattr(fhvalidate, name) is not None
