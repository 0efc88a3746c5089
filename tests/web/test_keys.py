"""API keys: who has none is let into no interface, and a file keeps none of them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fhvalidate.errors import UsageError
from fhvalidate.web.application import application
from fhvalidate.web.current import exchange
from fhvalidate.web.judging import Judging
from fhvalidate.web.keys import holder, new_key, read_keys
from fhvalidate.web.settings import ServiceSettings

PDF = {"Content-Type": "application/pdf"}


def test_only_who_has_a_key_is_answered(settings: ServiceSettings, judging: Judging) -> None:
    key, kept = new_key("diariet")
    lines = list[str]()
    app = application(replace(settings, keys=(kept,)), judging, log=lines.append)

    def status(headers: Mapping[str, str]) -> int:
        sent = TestClient(app).post("/api/v1/validate", content=b"x", headers={**PDF, **headers})
        return int(sent.status_code)

    assert status({}) == 401
    assert status({"X-API-Key": "wrong"}) == 401
    assert status({"Authorization": f"Basic {key}"}) == 401
    assert status({"Authorization": f"Bearer {kept.sha256}"}) == 401
    assert status({"Authorization": f"Bearer {key}"}) == 200
    assert status({"X-API-Key": key}) == 200
    assert key not in "".join(lines)
    assert '"system": "diariet"' in lines[-1]


def test_a_key_that_is_taken_away_no_longer_works(
    settings: ServiceSettings, judging: Judging
) -> None:
    (old, kept), (_, another) = new_key("diariet"), new_key("arkivet")
    app = application(replace(settings, keys=(kept,)), judging)
    client = TestClient(app)

    def status() -> int:
        sent = client.post("/api/v1/validate", content=b"x", headers={**PDF, "X-API-Key": old})
        return int(sent.status_code)

    before = status()
    exchange(app, replace(settings, keys=(another,)))

    assert (before, status()) == (200, 401)


def test_health_asks_for_no_key(settings: ServiceSettings, judging: Judging) -> None:
    _, kept = new_key("diariet")
    client = TestClient(application(replace(settings, keys=(kept,)), judging))

    assert client.get("/monitoring/version").status_code == 200


def test_a_file_of_keys_holds_digests_alone(tmp_path: Path) -> None:
    key, kept = new_key("diariet")
    file = tmp_path / "keys"
    file.write_text(f"# system:digest\n\n{kept.line}\n", encoding="utf-8")

    read = read_keys(file)

    assert key not in file.read_text(encoding="utf-8")
    assert read == (kept,)
    assert holder(read, {"x-api-key": key}) == kept
    assert holder(read, {}) is None


@pytest.mark.parametrize("text", ["diariet", "diariet:key", "a b:" + "0" * 64])
def test_a_file_of_something_else_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(UsageError, match="keys-malformed"):
        read_keys(file)


@pytest.mark.parametrize("text", ["", "\n", "# nobody yet\n"])
def test_a_file_without_a_key_is_told_as_that(text: str, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(UsageError, match="keys-empty"):
        read_keys(file)


def test_a_name_that_could_not_stand_in_the_file_is_refused() -> None:
    with pytest.raises(UsageError, match="key-name-malformed"):
        new_key("a:b")
