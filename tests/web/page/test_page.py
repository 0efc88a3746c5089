"""The page as it is answered: forms, refusals, downloads, and what it may not do."""

import base64
import io
import json
import re
from dataclasses import replace
from html import unescape
from typing import Any
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient

from fhvalidate.report.model import Report
from fhvalidate.web.application import application
from fhvalidate.web.judging import Judging
from fhvalidate.web.keys import new_key
from fhvalidate.web.metrics import Metrics
from fhvalidate.web.settings import ServiceSettings
from tests.batch.places import FILES

Sent = list[tuple[str, tuple[str, bytes]]]
SWEDISH, ENGLISH = {"Accept-Language": "sv"}, {"Accept-Language": "en-GB"}
HELD = re.compile(r'href="data:([a-z/]+);base64,([A-Za-z0-9+/=]+)" download="([^"]+)"')


def sent(*names: str, field: str = "files") -> Sent:
    return [(field, (f"{name}.pdf", (FILES / f"{name}.pdf").read_bytes())) for name in names]


@pytest.fixture
def full(settings: ServiceSettings, judging: Judging) -> TestClient:
    """A service that may send certificates, with keys for systems, under a prefix."""
    chosen = replace(
        settings, with_certificates=True, keys=(new_key("diariet")[1],), prefix="/underskrifter"
    )
    return TestClient(application(chosen, judging))


def test_the_page_is_in_the_language_of_the_browser_and_links_to_the_other(
    client: TestClient,
) -> None:
    swedish, english = client.get("/", headers=SWEDISH), client.get("/", headers=ENGLISH)

    assert "Granska undertecknade PDF-filer" in swedish.text
    assert "Examine signed PDF files" in english.text
    assert 'href="/?lang=en"' in swedish.text
    assert "Examine" in client.get("/?lang=en", headers=SWEDISH).text


def test_the_page_loads_its_own_files_alone_and_sets_no_cookie(client: TestClient) -> None:
    answer = client.get("/")

    found = re.findall(r'(?:src|href)="([^"#]+)"', answer.text)
    files = [each for each in found if each.startswith("/page/") and "?" not in each]
    assert [each for each in found if not each.startswith(("/", "data:image/svg"))] == []
    assert {client.get(each).status_code for each in files} == {200}
    assert client.get("/page/page.js").headers["content-type"].startswith("text/javascript")
    assert client.get("/page/page.css").headers["content-type"].startswith("text/css")
    assert "set-cookie" not in answer.headers
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "<style" not in answer.text
    assert " style=" not in answer.text
    assert " on" + "click" not in answer.text


def test_several_files_are_answered_the_worst_first(client: TestClient) -> None:
    names = ("minutes-signed", "garbage", "minutes-altered", "minutes-printed")

    text = client.post("/", files=sent(*names), headers=SWEDISH).text

    titles = re.findall(r"<h3>([^<]+)</h3>", text)
    assert titles == [
        "minutes-altered.pdf",
        "minutes-printed.pdf",
        "garbage.pdf",
        "minutes-signed.pdf",
    ]
    assert re.findall(r"<span>([A-ZÅÄÖ ]+)</span>", text) == [
        "OGILTIG",
        "OMTRYCKT",
        "OLÄSLIG",
        "GILTIG",
    ]
    assert '<p role="status" id="status">Resultat: ' in text


def test_a_file_whose_answer_cannot_be_made_takes_none_of_the_others_with_it(
    settings: ServiceSettings, judging: Judging
) -> None:
    class Breaking(Judging):
        """Its report on one of the files is not what a report is."""

        def __init__(self) -> None:
            self.settings, self.metrics = settings, Metrics()

        def admit(self) -> None:
            """Everybody may come."""

        async def report(self, data: bytes, *, name: str = "", **asked: Any) -> Report:
            report = await judging.report(data, name=name, **asked)
            no_report: Any = None
            return report if name == "minutes-signed.pdf" else replace(report, reprint=no_report)

    lines: list[str] = []
    broken = TestClient(application(settings, Breaking(), log=lines.append))

    answer = broken.post("/", files=sent("minutes-signed", "garbage"), headers=SWEDISH)

    assert answer.status_code == 200
    assert "GILTIG" in answer.text
    assert "Det blev fel i tjänsten själv" in answer.text
    assert json.loads(lines[-1])["cause"].startswith("defect AttributeError ")


def test_what_can_be_kept_is_part_of_the_answer(client: TestClient) -> None:
    text = client.post("/", files=sent("minutes-signed"), headers=ENGLISH).text

    held = {name: base64.b64decode(data) for _, data, name in HELD.findall(text)}
    assert {name.removeprefix("minutes-signed.pdf") for name in held} == {
        ".html",
        ".json",
        ".etsi.xml",
        ".premis.xml",
    }
    report = Report.from_json(held["minutes-signed.pdf.json"])
    assert report.document.name == "minutes-signed.pdf"
    assert held["minutes-signed.pdf.html"].startswith(b"<!DOCTYPE html>")
    assert len(text) < 500_000


def test_a_password_opens_a_file_and_a_wrong_one_is_told_by_the_field(client: TestClient) -> None:
    def asked(password: str) -> str:
        fields = {"password": password}
        return client.post("/", files=sent("encrypted"), data=fields, headers=SWEDISH).text

    assert 'class="with-file again"' in asked("")
    assert "Lösenordet öppnar inte filen" not in asked("")
    wrong = asked("fel")
    assert 'aria-describedby="again-password-1-error"' in wrong
    assert 'id="again-password-1-error" class="error">Lösenordet öppnar inte filen' in wrong
    assert "INTE UNDERTECKNAD" in asked("hemligt")
    assert "hemligt" not in asked("hemligt")


def test_a_form_without_a_file_is_told_by_the_field(client: TestClient) -> None:
    answer = client.post("/", files=[("files", ("", b""))], headers=SWEDISH)

    assert answer.status_code == 400
    assert 'id="files-error" class="error">Välj minst en fil.' in answer.text
    assert 'aria-describedby="files-hint files-error" aria-invalid="true"' in answer.text


def test_what_is_refused_is_told_on_a_page(settings: ServiceSettings, judging: Judging) -> None:
    small = TestClient(application(replace(settings, max_bytes=1_000), judging))

    large = small.post("/", files=sent("minutes-signed"), headers=SWEDISH)
    foreign = small.post("/", files=sent("garbage"), headers={"Sec-Fetch-Site": "cross-site"})

    assert large.status_code == 413
    assert "Skicka en mindre fil." in large.text
    assert foreign.status_code == 403
    assert '<p class="error" id="why">' in foreign.text


def test_what_was_signed_is_shown_beside_what_is_shown(client: TestClient) -> None:
    files = sent("certified-form-filled", field="file")

    answer = client.post("/page/side-by-side", files=files, headers=SWEDISH)

    assert answer.status_code == 200
    assert "<title>Undertecknat och visat: certified-form-filled.pdf</title>" in answer.text
    assert '<img src="data:image/png;base64,' in answer.text


def test_a_copy_is_compared_with_its_original(client: TestClient) -> None:
    files = sent("minutes-printed", field="file") + sent("minutes-signed", field="original")

    answer = client.post("/page/compare", files=files, headers=SWEDISH)

    assert answer.status_code == 200
    assert "Original: minutes-signed.pdf. Kopia: minutes-printed.pdf." in answer.text


@pytest.mark.parametrize("path", ["/page/compare", "/page/side-by-side"])
def test_what_cannot_be_read_or_is_not_there_is_told_on_a_page(
    client: TestClient, path: str
) -> None:
    garbage = sent("garbage", field="file") + sent("garbage", field="original")

    unread = client.post(path, files=garbage[: 2 if "compare" in path else 1], headers=SWEDISH)
    missing = client.post(path, files=[("file", ("", b""))], headers=SWEDISH)

    assert unread.status_code == 422
    assert missing.status_code == 400
    assert "Välj minst en fil." in missing.text


def test_evidence_is_sent_where_certificates_may_be(full: TestClient, client: TestClient) -> None:
    files = sent("minutes-b-lt", field="file")

    answer = full.post("/underskrifter/page/bundle", files=files)

    with ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
    assert "bundle/manifest-sha512.txt" in names
    assert answer.headers["content-disposition"].startswith('attachment; filename="minutes-b-lt')
    assert client.post("/page/bundle", files=files).status_code == 404


def test_the_page_asks_for_no_key_and_keeps_to_its_prefix(full: TestClient) -> None:
    start = full.get("/underskrifter/", headers=SWEDISH)
    answer = full.post("/underskrifter/", files=sent("garbage"), headers=SWEDISH)

    assert answer.status_code == 200
    for address in re.findall(r'(?:src|href|action)="(/[^"]*)"', start.text + answer.text):
        assert address.startswith("/underskrifter/")


def test_a_number_in_a_files_name_is_masked(client: TestClient) -> None:
    data = (FILES / "garbage.pdf").read_bytes()

    text = client.post("/", files=[("files", ("C:\\x\\19800101-2387.pdf", data))]).text

    assert "2387" not in unescape(text)
    assert "C:" not in text


def test_nothing_of_a_document_is_logged(settings: ServiceSettings, judging: Judging) -> None:
    lines = list[str]()
    client = TestClient(application(settings, judging, log=lines.append))

    client.post("/", files=sent("minutes-signed"))

    told = json.loads(lines[-1])
    assert told["interface"] == "page"
    assert told["verdicts"] == ["valid"]
    assert not [word for word in ("minutes", "Anna", "Exempel") if word in lines[-1]]


@pytest.mark.parametrize(("language", "word"), [("sv", "Digg"), ("en", "Digital Government")])
def test_the_page_has_an_accessibility_statement(
    client: TestClient, language: str, word: str
) -> None:
    answer = client.get(f"/page/accessibility?lang={language}")

    assert word in answer.text
    assert 'href="https://www.digg.se/tdosanmalan"' in answer.text
    assert "/page/accessibility?lang=" in client.get("/").text


def test_an_address_of_the_page_that_there_is_not_is_a_page_for_people(client: TestClient) -> None:
    for path in ("/page/finns-inte", "/page/side-by-side"):
        answer = client.get(path, headers=SWEDISH)

        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")
        assert '<p class="error" id="why">' in answer.text


@pytest.mark.parametrize("name", ["minutes-altered", "minutes-b-t", "minutes-b-b"])
def test_signed_beside_shown_has_the_services_verdict_first(client: TestClient, name: str) -> None:
    answer = client.post("/page/side-by-side", files=sent(name, field="file"), headers=SWEDISH)

    assert '<p class="verdict ' in answer.text
    assert answer.text.index('class="verdict ') < answer.text.index("<table")
    assert 'class="is-same"' not in answer.text
    assert "Filen visar det som undertecknades" not in answer.text
