"""DSS's own answers on the fixtures are ours, but for what docs/reference/dss.md lists."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest

from fhvalidate.web.dss import detailed_report, diagnostic_data, simple_report
from tests.docs.examples import ROOT
from tests.shared import shared
from tests.web.dss.reports import SIGNED, answer_of_dss, subjects_on

BROKEN = "resaved"
ANSWERED = (*SIGNED, BROKEN, "minutes-never-signed")
EMPTY = "What DSS fills and we leave empty"
ALONE = {
    BROKEN: "Of a signature whose range does not fit the file",
    "minutes-b-b": "Of a signature without revocation data",
}
PAGE = ROOT / "docs" / "reference" / "dss.md"
CHOICE = "signatureOrTimestampOrEvidenceRecord"
# DSS has blocks of revocation data, and extensions, that we have none of: what is left is compared.
LEFT_OUT = ("AuthorityKeyIdentifier", "SubjectKeyIdentifier", "BasicConstraints")


@cache
def rows(heading: str) -> tuple[str, ...]:
    """The paths in the first column of the table below a heading."""
    part = PAGE.read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return tuple(
        path
        for line in part.splitlines()
        if line.startswith("| `")
        for path in re.findall(r"`([^`]+)`", line.split("|")[1])
    )


def ours(name: str) -> dict[str, Any]:
    subjects = subjects_on(name)
    made = {
        "SimpleReport": simple_report(subjects),
        "DetailedReport": detailed_report(subjects),
        "DiagnosticData": diagnostic_data(subjects),
    }
    return dict(json.loads(json.dumps(made)))


def theirs(name: str, our: dict[str, Any]) -> dict[str, Any]:
    """DSS's answer with our ids of signatures, time-stamps and signed data."""
    answer = answer_of_dss(name)
    text = json.dumps({tree: answer[tree] for tree in our})
    for kind in ("Signature", "Timestamp", "SignerData"):
        for one, other in zip(
            our["DiagnosticData"][kind], answer["DiagnosticData"][kind], strict=False
        ):
            text = text.replace(other["Id"], one["Id"])
    return dict(json.loads(text))


def in_order(answer: dict[str, Any]) -> dict[str, Any]:
    """The same with lists that have no order in one, and without what we never have."""
    diagnostic, detailed = answer["DiagnosticData"], answer["DetailedReport"]
    for kind in ("Certificate", "Revocation"):
        diagnostic[kind].sort(key=lambda each: each["Id"])
    for each in diagnostic["Certificate"]:
        kept = [e for e in each["certificateExtensions"] if not e.keys() & set(LEFT_OUT)]
        each["certificateExtensions"] = sorted(kept, key=sorted)
    for each in diagnostic["Timestamp"]:
        each["TimestampedObject"].sort(key=lambda e: e["Token"])
    for each in diagnostic["Signature"]:
        each["FoundCertificates"]["RelatedCertificate"].sort(key=lambda e: e["Certificate"])
    blocks = detailed["BasicBuildingBlocks"]
    detailed["BasicBuildingBlocks"] = sorted(
        (each for each in blocks if each["Type"] != "REVOCATION"), key=lambda each: each["Id"]
    )
    return answer


def differing(one: Any, other: Any, path: str) -> Iterator[str]:
    """The paths at which two trees are not the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            below = path if name == CHOICE else f"{path}/{name}"
            yield from differing(one.get(name), other.get(name), below)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for ours, theirs in zip(one, other, strict=True):
            yield from differing(ours, theirs, path)
    elif one != other:
        yield path


def matches(path: str, pattern: str) -> bool:
    """Whether a row stands for the path: `…/` for names before it, `/…` for what is below it."""
    made = re.escape(pattern)
    if made.startswith("…/"):
        made = f"(?:.*/)?{made.removeprefix('…/')}"
    if made.endswith("/…"):
        made = f"{made.removesuffix('/…')}/.*"
    return re.fullmatch(made, path) is not None


def listed(path: str, patterns: Iterable[str]) -> bool:
    """Whether any row stands for the path."""
    return any(matches(path, each) for each in patterns)


def objects(tree: Any, path: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The names in each object of a tree, by its path."""
    if isinstance(tree, dict):
        yield path, frozenset(tree)
        for name, value in tree.items():
            yield from objects(value, f"{path}/{name}")
    elif isinstance(tree, list):
        for each in tree:
            yield from objects(each, path)


def rows_for(name: str) -> tuple[str, ...]:
    """What may differ in the answer on a fixture."""
    return (*rows("What differs"), *rows(EMPTY), *(rows(ALONE[name]) if name in ALONE else ()))


def found_on(name: str) -> set[str]:
    """The paths at which the answer on a fixture differs."""
    our = ours(name)
    return {path[1:] for path in differing(in_order(our), in_order(theirs(name, our)), "")}


@pytest.mark.parametrize("name", ANSWERED)
def test_what_is_not_listed_is_as_dss_has_it(name: str) -> None:
    assert {path for path in found_on(name) if not listed(path, rows_for(name))} == set()


def test_what_is_listed_does_differ() -> None:
    found = {path for name in ANSWERED for path in found_on(name)}
    missing = {each for tree in ours(BROKEN) for each in missing_in(tree)}

    for row in (*rows("What differs"), *rows(EMPTY)):
        assert any(matches(path, row) for path in found | missing), row
    for name, heading in ALONE.items():
        for row in rows(heading):
            assert any(matches(path, row) for path in found_on(name)), row


def test_an_object_has_the_members_that_dss_writes_and_no_other() -> None:
    shapes: dict[str, set[frozenset[str]]] = {}
    for name in ANSWERED:
        for path, members in objects(answer_of_dss(name), ""):
            shapes.setdefault(path, set()).add(members)

    for name in ANSWERED:
        for tree in ours(name).items():
            for path, members in objects(dict([tree]), ""):
                if path:
                    assert members in shapes.get(path, {members}), path


def missing_in(tree: str) -> set[str]:
    """The paths that DSS fills and no answer of ours does."""
    text = shared(f"rest/samples/minutes-signed.{tree}.paths.txt").read_text("utf-8")
    known = {
        each
        for name in ANSWERED
        for path, members in objects(ours(name)[tree], "")
        for each in (path, *(f"{path}/{member}" for member in members))
    }
    wanted = {line.split()[0].replace("[]", "").replace(".", "/") for line in text.splitlines()}
    return {f"{tree}{path}".replace(f"/{CHOICE}", "") for path in wanted - known}


@pytest.mark.parametrize("tree", ["SimpleReport", "DiagnosticData", "DetailedReport"])
def test_every_member_that_dss_writes_is_there_or_listed(tree: str) -> None:
    # A message has its two members wherever there is one; here we had none to tell.
    messages = ("…/Warning/…", "…/Warnings/…", "…/Info/…", "…/Infos/…", "…/RFC/…")

    assert {p for p in missing_in(tree) if not listed(p, (*rows(EMPTY), *messages))} == set()


def values(tree: Any) -> int:
    """How many values a tree has."""
    if isinstance(tree, dict | list):
        return sum(map(values, tree.values() if isinstance(tree, dict) else tree))
    return 1


def equal(one: Any, other: Any) -> int:
    """How many values of the second tree are the same in the first."""
    if isinstance(one, dict) and isinstance(other, dict):
        return sum(equal(one.get(name), value) for name, value in other.items())
    if isinstance(one, list) and isinstance(other, list):
        return sum(equal(ours, theirs) for ours, theirs in zip(one, other, strict=False))
    return 0 if isinstance(other, dict | list) else int(one == other)


def test_so_many_values_are_the_same_as_the_page_says() -> None:
    page = PAGE.read_text("utf-8")
    told = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", page, flags=re.MULTILINE)
    counted = [(name, row) for name, row in told if name in ANSWERED]

    assert len(counted) == 4
    for name, row in counted:
        our = ours(name)
        their = in_order(theirs(name, our))
        made = in_order(our)
        assert row == " | ".join(
            f"{equal(made[tree], their[tree])} of {values(their[tree])}"
            for tree in ("SimpleReport", "DiagnosticData", "DetailedReport")
        )


@pytest.mark.parametrize("name", ["minutes-signed", "minutes-b-lt", "minutes-b-lta"])
def test_each_process_and_building_block_concludes_as_in_dss(name: str) -> None:
    our = in_order(ours(name))
    their = in_order(theirs(name, our))

    def concluded(answer: dict[str, Any]) -> list[tuple[str, Any]]:
        return sorted(
            (path, dict(part).get("Indication"))
            for path, part in parts(answer["DetailedReport"], "")
            if path.endswith("/Conclusion") and "/FC/" not in path and "/SubXCV/" not in path
            if "/CRS" not in path and "/RAC" not in path and "/AOV/" not in path
        )

    assert concluded(our) == concluded(their)


def parts(tree: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every object of a tree, by its path."""
    if isinstance(tree, dict):
        yield path, tree
        for name, value in tree.items():
            yield from parts(value, f"{path}/{name}")
    elif isinstance(tree, list):
        for each in tree:
            yield from parts(each, path)
