"""A person's number appears nowhere in a report, unless the caller asks for it."""

import io
import re
from contextlib import redirect_stdout
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from fhvalidate import Report, validate
from fhvalidate.cli.main import run
from fhvalidate.report.messages import Language
from fhvalidate.report.text import render
from tests.pdf.handmade import document, update
from tests.pdf.handsigned import FIELD, VALUE, prepared, sealed
from tests.pki import ANNA, VALIDATED_AT
from tests.pki.minutes import Minutes, PageSigner, Vendor, minutes
from tests.pki.signing import sign
from tests.pki.updates import add_empty_field, add_text_field, fill_text_field
from tests.pki.world import shared_world
from tests.validation.judging import judged, trusting

NUMBER = ANNA.personnummer
SHAPES = (NUMBER, f"{NUMBER[:8]}-{NUMBER[8:]}", f"{NUMBER[2:8]}-{NUMBER[8:]}")
SHOWN = re.compile(rf"(?:{NUMBER[:2]})?{NUMBER[2:8]}[-+ ]?{NUMBER[8:]}")


@cache
def telling(shape: str) -> bytes:
    """A signed file that tells a number wherever a file can."""
    signers = (PageSigner(name=f"Anna Exempel {shape}", role=f"Ordförande {shape}"),)
    said = Minutes(vendor=Vendor.CICERON_TWODAY, title=f"Protokoll {shape}", signers=signers)
    form = add_text_field(minutes(replace(said, municipality=shape)), f"Falt {shape}")
    signer = shared_world().root.issue_person(
        replace(ANNA, common_name=f"Anna Exempel {shape}", organisation=f"Prov {shape}"),
        no_rev_avail=True,
    )
    signed = sign(
        add_empty_field(form, f"Tom {shape}"),
        signer,
        field=f"Underskrift {shape}",
        reason=f"Justering {shape}",
        location=f"Exempelby {shape}",
        name=f"Anna {shape}",
    )
    return fill_text_field(signed, f"Falt {shape}", shape)


def report_on(shape: str, *, show: bool = False) -> Report:
    return validate(
        telling(shape),
        trust=trusting(shared_world().root),
        at=VALIDATED_AT,
        name=f"protokoll-{shape}.pdf",
        show_personnummer=show,
    )


def every_form_of(report: Report) -> str:
    """All that a report can become."""
    texts = (render(report, language=each, colour=False, width=100) for each in Language)
    return "\n".join((report.to_json(), report.to_json(indent=2), repr(report), *texts))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_number_is_masked_wherever_a_report_can_go(shape: str) -> None:
    report = report_on(shape)

    everything = every_form_of(report)

    assert len(report.signatures) == 1
    assert report.signature_page is not None
    assert "****" in report.signature_page.signers[0].name
    assert [everything[m.start() - 60 : m.end()] for m in SHOWN.finditer(everything)] == []


@pytest.mark.parametrize("shape", SHAPES)
def test_the_number_is_shown_when_it_is_asked_for(shape: str) -> None:
    report = report_on(shape, show=True)

    assert shape in report.document.name
    assert report.signatures[0].signer is not None
    assert shape in str(report.signatures[0].signer.common_name)
    assert NUMBER in str(report.signatures[0].signer.subject_serial_number)


def test_the_mask_keeps_the_day_of_birth() -> None:
    signer = report_on(NUMBER).signatures[0].signer

    assert signer is not None
    assert signer.subject_serial_number == f"{NUMBER[:8]}-****"


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command_masks_unless_it_is_asked_to_show(form: str, tmp_path: Path) -> None:
    file = tmp_path / f"protokoll-{NUMBER}.pdf"
    file.write_bytes(telling(NUMBER))

    def said(*more: str) -> str:
        output = io.StringIO()
        with redirect_stdout(output):
            run([str(file), "--format", form, "--lang", "sv", *more])
        return output.getvalue()

    assert SHOWN.search(said()) is None
    assert SHOWN.search(said("--show-personnummer")) is not None


def test_the_number_in_the_name_of_an_unreadable_file_is_masked() -> None:
    report = validate(b"", trust=trusting(shared_world().root), name=f"{NUMBER}.pdf")

    assert SHOWN.search(every_form_of(report)) is None


def test_the_number_in_the_name_of_a_sub_filter_is_masked() -> None:
    report = judged(sealed(prepared(value=VALUE.replace(b"ETSI.CAdES.detached", NUMBER.encode()))))

    assert report.signatures
    assert SHOWN.search(every_form_of(report)) is None


def test_the_number_in_the_name_of_a_filter_is_masked() -> None:
    odd = VALUE.replace(b"/Adobe.PPKLite", b"/" + NUMBER.encode())
    report = judged(sealed(prepared(value=odd.replace(b"/SubFilter /ETSI.CAdES.detached", b""))))

    assert report.signatures
    assert SHOWN.search(every_form_of(report)) is None


def test_the_number_in_the_name_of_a_vanished_field_is_masked() -> None:
    named = FIELD.replace(b"Underskrift", b"Underskrift " + NUMBER.encode())
    data = sealed(prepared({6: named}))

    report = judged(update(data, {6: named.replace(b"/V 7 0 R", b"")}))

    assert report.verdict == "invalid"
    assert SHOWN.search(every_form_of(report)) is None


def test_a_file_without_a_number_is_told_as_it_is() -> None:
    assert "****" not in judged(document()).to_json()
