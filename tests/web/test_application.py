"""What the service does for every interface: limits, refusals and headers."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from fhvalidate.report.messages import Language
from fhvalidate.web.application import application
from fhvalidate.web.judging import Judging
from fhvalidate.web.settings import ServiceSettings
from tests.batch.places import FILES

PDF = {"Content-Type": "application/pdf"}


@pytest.fixture
def small(settings: ServiceSettings, judging: Judging) -> TestClient:
    """Receives a hundred kilobytes at most."""
    return TestClient(application(replace(settings, max_bytes=100_000), judging))


def test_a_pdf_is_answered_with_its_report(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/validate", content=(FILES / "minutes-b-lt.pdf").read_bytes(), headers=PDF
    )

    assert answer.status_code == 200
    assert answer.json()["document"]["size"] == 65_700


def test_what_is_announced_as_too_large_is_refused_before_it_is_read(small: TestClient) -> None:
    answer = small.post("/api/v1/validate", content=b"%" * 100_001, headers=PDF)

    assert answer.status_code == 413
    assert answer.json()["code"] == "service-too-large"


def test_what_is_too_large_by_count_is_refused(small: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(11):
            yield b"%" * 10_000

    answer = small.post("/api/v1/validate", content=pieces(), headers=PDF)

    assert answer.status_code == 413


def test_every_answer_has_the_headers_that_bind_a_browser(client: TestClient) -> None:
    for answer in (client.get("/nothing"), client.get("/api/v1/validate")):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers


def test_a_problem_is_told_in_the_language_that_is_asked_for(client: TestClient) -> None:
    english = client.get("/nothing", headers={"Accept-Language": "en-GB, sv;q=0.5"})
    swedish = client.get("/nothing?lang=sv", headers={"Accept-Language": "en"})

    assert english.json()["title"] == "There is nothing at this address."
    assert swedish.json()["title"] == "Det finns inget på den här adressen."


def test_a_method_that_a_path_does_not_have_is_told_with_those_it_has(client: TestClient) -> None:
    answer = client.get("/api/v1/validate")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("prefix", ["", "/V3"])
def test_nobody_is_sent_elsewhere_for_a_slash(
    prefix: str, settings: ServiceSettings, judging: Judging
) -> None:
    client = TestClient(application(replace(settings, prefix=prefix), judging))
    paths = ("validate/", "api/v1/validate/", "monitoring/health/", "services/rest/validation/")

    for path in (*(f"{prefix}/{each}" for each in paths), *filter(None, (prefix,))):
        answer = client.get(path, follow_redirects=False, headers={"Host": "elsewhere.example"})
        assert (answer.status_code, "location" in answer.headers) == (404, False), path


def test_the_language_of_the_operator_is_that_of_answers_that_ask_for_none(
    settings: ServiceSettings, judging: Judging
) -> None:
    def language(chosen: Language, header: str) -> str:
        app = application(replace(settings, language=chosen), judging)
        sent = TestClient(app).get("/", headers={"Accept-Language": header})
        return str(sent.headers["Content-Language"])

    assert [language(each, "") for each in Language] == ["sv", "en"]
    assert [language(each, "de") for each in Language] == ["sv", "en"]
    assert language(Language.EN, "sv") == "sv"


@pytest.mark.parametrize("path", ["/validate", "/services/rest/validation/validateSignature", "/"])
def test_a_password_in_an_address_is_refused_on_every_path(client: TestClient, path: str) -> None:
    answer = client.post(f"{path}?Password=hemligt", json={})

    assert answer.status_code == 400
    assert "hemligt" not in answer.text
    assert "X-Document-Password" in answer.text
