"""What decides whether a document is judged again."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fhvalidate.batch.inputs import InputDigests
from fhvalidate.cli.batch_arguments import parse_batch
from fhvalidate.cli.preparation import settings_of
from fhvalidate.errors import UsageError
from fhvalidate.fetch.evidence import fetching
from fhvalidate.fetch.request import Network
from fhvalidate.isolated import Settings
from fhvalidate.ocr.engine import NotInstalled, TextRecognition, engine_at_hand
from fhvalidate.policy import Policy
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.report.detail import Detail
from fhvalidate.report.messages import Language
from fhvalidate.trust.anchors import TrustAnchors
from tests.batch.places import FILES, OWN_TABLE, TRUST, batch, judged_in

SETTINGS = Settings(
    trust=TrustAnchors.none(),
    at=datetime(2026, 3, 3, 9, tzinfo=UTC),
    policy=Policy.named("default"),
)


def differing(settings: Settings) -> set[str]:
    """The names of the inputs that are others than those of SETTINGS."""
    one, two = InputDigests.of(SETTINGS), InputDigests.of(settings)
    return {each.name for each in fields(one) if getattr(one, each.name) != getattr(two, each.name)}


def test_fetching_is_an_input_and_where_it_goes_through_is_none() -> None:
    direct = replace(SETTINGS, fetch=fetching(Network(), None))
    proxied = replace(SETTINGS, fetch=fetching(Network(proxies=(("http", "http://p"),)), None))

    assert differing(direct) == {"evidence_sha256"}
    assert InputDigests.of(direct) == InputDigests.of(proxied)


def test_profiles_of_ones_own_are_an_input() -> None:
    own = Knowledge.built_in().extended([("own.toml", OWN_TABLE)])
    same = Knowledge.built_in().extended([])

    assert differing(replace(SETTINGS, knowledge=own)) == {"profiles_sha256"}
    assert differing(replace(SETTINGS, knowledge=same)) == set()


def test_how_much_a_report_holds_is_an_input() -> None:
    assert differing(replace(SETTINGS, detail=Detail.FULL)) == {"detail"}


def test_text_recognition_is_an_input_where_there_is_an_engine() -> None:
    off = replace(SETTINGS, text_recognition=TextRecognition.OFF)
    installed = not isinstance(engine_at_hand(), NotInstalled)

    assert differing(off) == ({"text_recognition"} if installed else set())


def test_a_batch_takes_them_in_the_words_of_the_single_command(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN_TABLE, encoding="utf-8")
    argv = ["a.pdf", "--out=r", "--ocr=off", "--online", f"--profiles={tmp_path}"]

    chosen = settings_of(parse_batch(argv, Language.EN))

    assert chosen.text_recognition is TextRecognition.OFF
    assert chosen.fetch is not None
    assert chosen.knowledge is not None
    assert chosen.knowledge.files == (("own.toml", OWN_TABLE),)
    with pytest.raises(UsageError, match="--ocr"):
        parse_batch(["a.pdf", "--out=r", "--ocr=perhaps"], Language.EN)
    with pytest.raises(UsageError, match="profiles-missing"):
        settings_of(parse_batch(["a.pdf", "--out=r", "--profiles=gone"], Language.EN))


def test_other_profiles_have_everything_judged_again(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own.toml").write_text(OWN_TABLE, encoding="utf-8")
    one = (FILES / "minutes-b-lt.pdf", "--out", tmp_path / "r", *TRUST, "--quiet")

    batch(*one, code=0)
    batch(*one, "--profiles", tmp_path / "own", code=0)
    batch(*one, "--profiles", tmp_path / "own", code=0)

    assert set(judged_in(tmp_path / "r").values()) == {2}


def test_what_is_kept_of_default_detail_is_judged_anew_when_all_is_asked_for(
    tmp_path: Path,
) -> None:
    results = tmp_path / "r"
    one = (FILES / "minutes-b-lt.pdf", "--out", results, *TRUST, "--quiet")

    batch(*one, code=0)
    batch("export", results, "--format", "etsi", code=2)
    batch(*one, "--detail", "full", code=0)
    batch(*one, "--detail", "full", code=0)
    batch("export", results, "--format", "etsi", code=0)

    assert set(judged_in(results).values()) == {2}
    written = sorted(file.name for file in (results / "etsi").iterdir())
    assert written == ["index.csv", "minutes-b-lt.pdf.etsi.xml"]
