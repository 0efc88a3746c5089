"""Small files after public reports of other programs' bugs: what is odd is told, and no more.

Where the files are not beside the project the tests are skipped.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from fhvalidate import Report, TrustAnchors, validate
from fhvalidate.signature import Integrity, Level
from tests.shared import SHARED, shared

AT = datetime(2026, 3, 3, 10, tzinfo=UTC)
GENUINE = Integrity.INTACT


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a file.

    Attributes:
        roots: the names of the anchors' files; none where integrity and level alone are asked.
        told: codes of findings that are to be there.
    """

    verdict: str
    roots: tuple[str, ...] = ()
    integrity: tuple[Integrity, ...] = ()
    levels: tuple[Level, ...] = ()
    told: frozenset[str] = frozenset()


def of(*codes: str) -> frozenset[str]:
    return frozenset(codes)


WORLD = ("root.pem", "tsroot.pem")
LT = Level.LT
CASES = {
    "k2_annot_cut4_two.pdf": Wanted("valid", ("k2-root.pem", "k2-tsroot.pem"), (GENUINE,) * 2),
    "l_lock_readonly_certP2.pdf": Wanted("valid", ("l-root.pem", "l-tsroot.pem"), (GENUINE,) * 2),
    "r18_signing_time_cades.pdf": Wanted("indeterminate", (), (GENUINE,), (Level.BES,)),
    "u37_no_M_timestamped.pdf": Wanted("indeterminate", (), (GENUINE,), (Level.BES,)),
    "u37_no_time_at_all.pdf": Wanted("indeterminate", (), (GENUINE,), (Level.BES,)),
    "r35_sigalg_sha256_digest_sha1.pdf": Wanted(
        "indeterminate",
        (),
        (GENUINE,),
        told=of("cms-digest-algorithms-disagree", "algorithm-not-accepted"),
    ),
    "r36_digestalg_is_sha256WithRSA.pdf": Wanted(
        "indeterminate", (), (GENUINE,), told=of("cms-digest-algorithm-is-signature")
    ),
    "r36_digestalg_is_sha256WithRSA_b.pdf": Wanted(
        "indeterminate", (), (GENUINE,), told=of("cms-digest-algorithm-is-signature")
    ),
    "t16_ocsp_no_ca_in_file.pdf": Wanted("indeterminate", (), (GENUINE,), (LT,)),
    "w26_adobesign.pdf": Wanted("reprinted", WORLD),
    "w26_penneo_da.pdf": Wanted("reprinted", WORLD),
    "x26_adobe_seal_page.pdf": Wanted("reprinted", WORLD),
    # Bo is listed and has not signed; Anna, by a certificate for her mail address, has.
    "y_anna_email.pdf": Wanted(
        "indeterminate", WORLD, (GENUINE,), told=of("signatures-incomplete")
    ),
}
# Whose signatures are broken by what was done to the file.
BROKEN = ("t10_merge_pikepdf.pdf", "q119_not_in_fields.pdf")


def judged(name: str, roots: tuple[str, ...]) -> Report:
    data = shared(f"bugs/{name}").read_bytes()
    anchors = [TrustAnchors.from_path(SHARED / "bugs" / root) for root in roots]
    return validate(data, trust=TrustAnchors.joined(anchors), at=AT)


@pytest.mark.parametrize("name", CASES)
def test_what_is_odd_is_told_and_the_rest_is_as_it_is(name: str) -> None:
    wanted = CASES[name]

    report = judged(name, wanted.roots)

    entries = report.signatures
    found = {f.code for f in report.findings} | {f.code for e in entries for f in e.findings}
    assert report.verdict == wanted.verdict, found
    assert tuple(entry.integrity for entry in entries) == wanted.integrity
    assert not wanted.levels or tuple(entry.level for entry in entries) == wanted.levels
    assert wanted.told <= found


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_signatures_never_passes(name: str) -> None:
    report = judged(name, WORLD)

    assert report.verdict in {"invalid", "reprinted"}
    assert {entry.integrity for entry in report.signatures} == {Integrity.BROKEN}


@pytest.mark.skipif(not (SHARED / "bugs").exists(), reason="bugs is not among the shared files")
def test_no_file_is_left_out() -> None:
    assert {path.name for path in (SHARED / "bugs").glob("*.pdf")} == {*CASES, *BROKEN}
