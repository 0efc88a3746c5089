"""What is lacking for text recognition is told as what it is, never as what is there already."""

import pytest

from fhvalidate import TextRecognition, TrustAnchors, validate
from fhvalidate.ocr.engine import Lacking, NotInstalled, chosen_engine, lacking_of
from fhvalidate.ocr.tesseract import TesseractState, tesseract_engine, tesseract_state
from fhvalidate.report.messages import Language, sentence, words
from tests.shared import shared


@pytest.mark.parametrize(
    ("state", "lacking"),
    [
        (TesseractState.NO_PACKAGE, Lacking.PACKAGE),
        (TesseractState.NO_PROGRAM, Lacking.PROGRAM),
        (TesseractState.NO_LANGUAGE, Lacking.LANGUAGE),
    ],
)
def test_what_is_lacking_is_the_first_that_is_not_there(
    state: TesseractState, lacking: Lacking
) -> None:
    assert lacking_of(state) is lacking


def test_where_only_the_program_is_gone_the_package_is_not_what_is_lacking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytesseract = pytest.importorskip("pytesseract")
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", "/nowhere/tesseract")
    forget = getattr(pytesseract.pytesseract.get_tesseract_version, "cache_clear", None)
    if forget is not None:
        forget()

    assert tesseract_engine() is None
    assert tesseract_state() is TesseractState.NO_PROGRAM


@pytest.mark.parametrize("language", Language)
def test_only_who_lacks_the_package_is_told_to_install_it(language: Language) -> None:
    for lacking in Lacking:
        told = sentence(language, "pages-not-recognised", {"lacking": str(lacking)})
        assert ("pip install" in told) == (lacking is Lacking.PACKAGE)
    assert "{" not in words(language, "fact-lacking", "nothing")


def test_recognition_that_was_turned_off_is_what_the_report_says_to_turn_on() -> None:
    assert chosen_engine(TextRecognition.OFF) == NotInstalled(Lacking.CHOSEN_OFF)

    report = validate(
        shared("reprint/A__scan300_g4.pdf"),
        trust=TrustAnchors.none(),
        text_recognition=TextRecognition.OFF,
    )

    (told,) = (f.message.en for f in report.findings if f.code == "pages-not-recognised")
    assert "run again without --ocr off" in told
    assert "pip install" not in told
