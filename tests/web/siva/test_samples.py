"""Answers of a SiVa 3.10.1 on the fixtures, where they are at hand, beside ours.

Each document is judged at the time of its sample and by the anchors that SiVa had: none, or the
fixtures' issuer and time-stamping authorities on a trusted list, with and without qualifiers. What
is not equal is listed here, and in docs/reference/siva.md with the reasons.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from fhvalidate.api import validate
from fhvalidate.report.detail import Detail
from fhvalidate.report.model import Report
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.web.siva.answer import Telling, answer
from fhvalidate.web.siva.request import ReportType
from fhvalidate.web.siva.routes import wrong_with_document
from fhvalidate.x509.certificates.certificate import read_certificate
from tests.batch.places import FILES
from tests.pki.times import EPOCH
from tests.shared import SHARED
from tests.web.siva.listed import listed_trust

SAMPLES = SHARED / "rest" / "samples"
SETTINGS = ("siva-3.10.1", "siva-3.10.1-trusted", "siva-3.10.1-trusted-qualified")
ISSUER = "Exempelmyndighetens utfärdar-CA"
AUTHORITIES = ("Exempelmyndighetens tidsstämpling", "Exempelmyndighetens tidsstämpling 2")

# Ours are our own words, ids and verdicts on documents.
OWN = frozenset({"id", "errors", "warnings", "validationWarnings"})
# Of a signature whose byte range is broken, or whose form is not known, nothing more is read.
UNREAD = frozenset(
    {"certificates", "info", "signatureMethod", "subIndication", "subjectDistinguishedName"}
) | {"signedBy", "indication"}
DIFFERENT = {
    "resaved": UNREAD - {"signedBy", "subjectDistinguishedName", "indication"},
    "unknown-subfilter": UNREAD - {"info", "signatureMethod", "subIndication", "indication"},
    "minutes-b-t": frozenset({"subIndication"}),
}

pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="SiVa's answers are not given here")


def samples() -> list[Path]:
    return sorted(path for name in SETTINGS for path in (SAMPLES / name).glob("*.Simple.json"))


@pytest.mark.parametrize("path", samples(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_answer_of_sivas_is_ours_but_for_what_is_listed(path: Path) -> None:
    name, policy, _ = path.name.removesuffix(".json").split(".")
    sample = json.loads(path.read_bytes())
    if "requestErrors" in sample:
        assert wrong_with(name) in (sample["requestErrors"], wrong_with("garbage"))
        return
    theirs = sample["validationReport"]["validationConclusion"]
    report = judged(name, path.parent.name, theirs["validationTime"])

    asked = "POLv4" if policy == "default" else policy
    told = answer(report, Telling(f"{name}.pdf", asked, with_certificates=True))

    ours: Any = told["validationReport"]
    untrusted = {"certificates"} if path.parent.name == SETTINGS[0] else set[str]()
    left_out = OWN | DIFFERENT.get(name, frozenset()) | untrusted
    assert without(ours["validationConclusion"], left_out) == without(theirs, left_out)


def test_an_untrusted_signature_has_the_certificates_that_siva_tells_but_of_revocation() -> None:
    path = SAMPLES / SETTINGS[0] / "minutes-b-lta.default.Simple.json"
    theirs = json.loads(path.read_bytes())["validationReport"]["validationConclusion"]
    report = judged("minutes-b-lta", SETTINGS[0], theirs["validationTime"])

    told: Any = answer(report, Telling("a.pdf", "POLv4", with_certificates=True))

    ours = told["validationReport"]["validationConclusion"]["signatures"][0]["certificates"]
    assert ours == theirs["signatures"][0]["certificates"][:-1]


def without(value: Any, names: frozenset[str] | set[str]) -> Any:
    if isinstance(value, dict):
        return {key: without(each, names) for key, each in value.items() if key not in names}
    if isinstance(value, list):
        return [without(each, names) for each in value]
    return value


def wrong_with(name: str) -> list[dict[str, str]]:
    report = validate(FILES / f"{name}.pdf", trust=TrustAnchors.none(), at=EPOCH)
    errors, _ = wrong_with_document(report)
    return [{"key": each.key, "message": each.message} for each in errors]


@lru_cache(maxsize=64)
def judged(name: str, setting: str, at: str) -> Report:
    return validate(
        FILES / f"{name}.pdf",
        trust=trust_of(setting),
        at=datetime.fromisoformat(at),
        detail=Detail.FULL,
        show_personnummer=True,
    )


@lru_cache(maxsize=3)
def trust_of(setting: str) -> TrustAnchors:
    if setting == SETTINGS[0]:
        return TrustAnchors.none()
    known = {each.common_name: each for each in certificates()}
    stamping = tuple(known[name] for name in AUTHORITIES)
    return listed_trust((known[ISSUER],), stamping, qualified=setting == SETTINGS[2])


def certificates() -> Iterator[Any]:
    for name in ("minutes-signed", "minutes-b-lta"):
        report = validate(
            FILES / f"{name}.pdf", trust=TrustAnchors.none(), at=EPOCH, detail=Detail.FULL
        )
        yield from (
            read_certificate(each.der) for each in report.evidence if each.kind.value == "crt"
        )


def trees() -> list[Path]:
    kinds = ("Detailed", "Diagnostic")
    return sorted(
        path
        for name in SETTINGS
        for kind in kinds
        for path in (SAMPLES / name).glob(f"*.{kind}.json")
    )


@pytest.mark.skipif(find_spec("fhvalidate.web.dss") is None, reason="DSS's trees are not there")
@pytest.mark.parametrize("path", trees(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_tree_is_spelled_as_sivas_and_about_the_same_objects(path: Path) -> None:
    name, policy, kind = path.name.removesuffix(".json").split(".")
    key = "validationProcess" if kind == "Detailed" else "diagnosticData"
    theirs = json.loads(path.read_bytes())["validationReport"]
    report = judged(name, path.parent.name, theirs["validationConclusion"]["validationTime"])

    told: Any = answer(report, Telling(f"{name}.pdf", policy, ReportType(kind.lower())))

    ours = told["validationReport"]
    spelled = {each.lower(): each for each in names(theirs[key])}
    odd = {each for each in names(ours[key]) if spelled.get(each.lower(), each) != each}
    assert set(ours) == set(theirs)
    assert odd == set()
    if kind == "Diagnostic":
        for group in ("signatures", "usedTimestamps"):
            assert len(ours[key].get(group, ())) == len(theirs[key].get(group, ()))
        known = {each["id"] for each in theirs[key]["usedCertificates"]}
        assert known <= {each["id"] for each in ours[key]["usedCertificates"]}


@pytest.mark.skipif(find_spec("fhvalidate.web.dss") is None, reason="DSS's trees are not there")
@pytest.mark.parametrize(
    "name", ["minutes-signed", "minutes-b-lta", "resaved", "unknown-subfilter", "minutes-printed"]
)
def test_a_fixture_has_its_trees_without_numbers_and_without_what_is_empty(name: str) -> None:
    path = FILES / f"{name}.pdf"
    report = validate(path, trust=TrustAnchors.none(), at=EPOCH, detail=Detail.FULL)

    for kind in (ReportType.DETAILED, ReportType.DIAGNOSTIC):
        told: Any = answer(report, Telling("a.pdf", "POLv3", kind))
        text = json.dumps(told)
        assert not any(number in text for number in ("2391", "9986"))
        assert '""' not in text
        assert "null" not in text


def names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(names, value.values()))
    return set().union(*map(names, value)) if isinstance(value, list) else set()
