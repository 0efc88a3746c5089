"""No answer of any interface has the private-use characters that stand for colours in reports."""

import base64
import re

import pytest
from starlette.testclient import TestClient

from tests.batch.places import FILES

_MARKS = re.compile("[\ue000-\ue0ff]|\\\\ue0[0-9a-f]{2}|&#xe0[0-9a-f]{2};", re.IGNORECASE)
# Each kind of verdict: what is said of a document is said otherwise for each.
KINDS = ("minutes-signed", "minutes-altered", "minutes-printed", "encrypted")


def answers(client: TestClient, name: str) -> dict[str, str]:
    data = (FILES / f"{name}.pdf").read_bytes()
    text = base64.b64encode(data).decode()
    found = {}
    for form in ("json", "text", "html", "etsi", "premis"):
        for lang in ("sv", "en"):
            where = f"/api/v1/validate?format={form}&lang={lang}"
            pdf = {"Content-Type": "application/pdf"}
            found[where] = client.post(where, content=data, headers=pdf).text
    for where, field in (("/?lang=sv", "files"), ("/page/side-by-side?lang=en", "file")):
        found[where] = client.post(where, files=[(field, (f"{name}.pdf", data))]).text
    asked = {"document": text, "filename": f"{name}.pdf"}
    for kind in ("Simple", "Detailed", "Diagnostic"):
        answer = client.post("/validate", json={**asked, "reportType": kind})
        found[f"siva {kind}"] = answer.text
    signed = {"bytes": text, "digestAlgorithm": None, "name": f"{name}.pdf"}
    dss = "/services/rest/validation/validateSignature"
    found[dss] = client.post(dss, json={"signedDocument": signed}).text
    return found


@pytest.mark.parametrize("name", KINDS)
def test_no_answer_has_a_mark_of_ours(client: TestClient, name: str) -> None:
    found = answers(client, name)

    assert all(found.values())
    assert not {where for where, text in found.items() if _MARKS.search(text)}
