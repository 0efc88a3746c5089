"""What is honestly done after a signature: the command ends in 0 and says what is due."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from fhvalidate.cli.main import run
from tests.attacks.world import certified_form, signed_document
from tests.pdf.handmade import update
from tests.pki.signing import Permission, add_document_time_stamp, sign_b_b
from tests.pki.updates import add_annotation, fill_text_field
from tests.pki.validation_data import ValidationData, add_validation_data
from tests.pki.world import shared_world
from tests.validation.judging import second_signer


def with_lists(data: bytes) -> bytes:
    """The file with a revocation list in its document security store."""
    return add_validation_data(data, ValidationData(crls=(shared_world().time_stamp_root.crl(),)))


TWINS: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "a field filled in as certified": (
        lambda: fill_text_field(certified_form(Permission.FORMS), "Expedierat", "ja"),
        {"changed-form", "field-value-added"},
    ),
    "an annotation beside the text where permitted": (
        lambda: add_annotation(certified_form(Permission.FORMS_AND_ANNOTATIONS), "Läst"),
        {"changed-annotation", "picture-changed"},
    ),
    "a second signature": (
        lambda: sign_b_b(signed_document(), second_signer(), field="Justerare"),
        set(),
    ),
    "a second signature that shows beside the text": (
        lambda: sign_b_b(
            signed_document(), second_signer(), field="B", box=(72, 100, 272, 150), page=0
        ),
        set(),
    ),
    "validation data": (lambda: with_lists(signed_document()), set()),
    "a document time-stamp and what it needs": (
        lambda: with_lists(add_document_time_stamp(signed_document(), shared_world().time_stamps)),
        set(),
    ),
    "an object that nothing shows": (lambda: update(signed_document(), {60: b"null"}), set()),
    "white space after the end": (lambda: signed_document() + b"\n\n", set()),
    "nothing": (signed_document, set()),
}


@pytest.mark.parametrize("name", TWINS)
def test_what_is_honestly_done_ends_in_zero_with_what_is_due(name: str, tmp_path: Path) -> None:
    made, due = TWINS[name]
    file, roots = tmp_path / "fil.pdf", tmp_path / "rot.pem"
    file.write_bytes(made())
    roots.write_bytes(shared_world().root.pem + shared_world().time_stamp_root.pem)
    output = io.StringIO()

    with redirect_stdout(output):
        code = run(
            [str(file), "--trust", str(roots), "--at", "2026-03-03T10:00:00Z", "--format", "json"]
        )

    report = json.loads(output.getvalue())
    told = [f for entry in report["signatures"] for f in entry["findings"]]
    assert (code, report["verdict"]) == (0, "valid")
    assert {f["code"] for f in told if f["severity"] == "warning"} == due
