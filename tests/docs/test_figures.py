"""The figures that stand in sentences of the documentation are those of the code."""

import pytest

from fhvalidate.fetch import evidence, request
from fhvalidate.gathering import MAX_ROUNDS
from fhvalidate.policy import Policy
from fhvalidate.reprint.unread import MAX_PAGES
from tests.docs.examples import ROOT

LIMITS = Policy.named("default").limits
WORDS = {3: "three", 4: "four", 6: "six", 10: "ten"}
SWEDISH = {3: "tre", 6: "sex"}
MEGA = 1_048_576

SAID = {
    "docs/how-to/common-options.md": [
        f"{LIMITS.worker_seconds} seconds, {LIMITS.worker_megabytes} MB",
    ],
    "SECURITY.md": [f"{LIMITS.worker_seconds} seconds and {LIMITS.worker_megabytes / 1024:g} GB"],
    "docs/how-to/fetch-evidence.md": [
        f"At most {WORDS[evidence.MAX_REQUESTS]} requests a file",
        f"at most {WORDS[MAX_ROUNDS]} rounds",
        f"at most {WORDS[request.MAX_REDIRECTS]} redirects",
        f"at most {request.TIMEOUT:g} seconds a request",
        f"{evidence.MAX_REQUESTS * evidence.SECONDS_A_REQUEST:g} for all requests of a file",
        f"{request.MAX_CRL // MEGA} MB for a CRL, {request.MAX_OTHER // MEGA} MB for anything else",
    ],
    "docs/explanation/signed-original-and-reprint.md": [f"at most {WORDS[MAX_PAGES]}"],
    "docs/explanation/not-yet.md": [f"at most {WORDS[MAX_PAGES]} pages"],
    "docs/sv/hitta-originalet.md": [f"Högst {SWEDISH[MAX_PAGES]} sidor läses"],
}


@pytest.mark.parametrize("page", SAID)
def test_the_figures_on_a_page_are_those_of_the_code(page: str) -> None:
    text = " ".join((ROOT / page).read_text(encoding="utf-8").split())

    assert [sentence for sentence in SAID[page] if sentence not in text] == []
