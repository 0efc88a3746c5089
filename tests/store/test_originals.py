"""The index of originals: what is found, what is not, and how little a look-up needs."""

import random
import sqlite3
from pathlib import Path

import pytest

from fhvalidate import OriginalsIndex, TextRecognition, UsageError
from fhvalidate.reprint.fingerprint import PERMUTATIONS, Fingerprint, contained
from fhvalidate.store.originals import (
    Original,
    add_originals,
    count_originals,
    find_originals,
    opened_index,
)
from tests.pki.minutes import Minutes, minutes
from tests.reprint.judged import FILES, fixture, scanned

pytest.importorskip("rensa", reason="fhvalidate[index] is not installed")
BYTES = 4 * PERMUTATIONS
MAX_BYTES = 2000  # an original, as promised


def test_a_print_leads_to_its_original(tmp_path: Path) -> None:
    index = OriginalsIndex(tmp_path / "index.sqlite")
    index.add(FILES / "minutes-signed.pdf", FILES / "minutes-never-signed.pdf")

    found = index.find(FILES / "minutes-printed.pdf")

    assert found[0].name.endswith("minutes-signed.pdf")
    assert found[0].contained > 0.75


def test_an_original_that_is_there_is_not_added_again(tmp_path: Path) -> None:
    index = OriginalsIndex(tmp_path / "index.sqlite")

    first, second = index.add(FILES / "minutes-signed.pdf"), index.add(FILES / "minutes-signed.pdf")

    assert (first, second, len(index)) == (1, 0, 1)


def test_a_text_without_an_original_leads_nowhere(tmp_path: Path) -> None:
    index = OriginalsIndex(tmp_path / "index.sqlite")
    index.add(FILES / "minutes-signed.pdf")

    assert index.find(minutes(Minutes(decisions=()))) == ()


def test_a_scan_that_nobody_read_is_told(tmp_path: Path) -> None:
    index = OriginalsIndex(tmp_path / "index.sqlite", text_recognition=TextRecognition.OFF)
    index.add(FILES / "minutes-signed.pdf")
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(scanned((FILES / "minutes-signed.pdf").read_bytes()))

    with pytest.raises(UsageError) as sought:
        index.find(scan)
    with pytest.raises(UsageError) as added:
        index.add(scan)

    assert sought.value.code == added.value.code == "file-without-readable-text"
    assert len(index) == 1


def test_an_index_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        OriginalsIndex(tmp_path / "none.sqlite").find(fixture("minutes-signed.pdf"))

    assert caught.value.code == "index-missing"


def test_a_file_that_is_no_index_is_told(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(b"not a database" * 100)

    with pytest.raises(UsageError) as caught:
        OriginalsIndex(path).find(fixture("minutes-signed.pdf"))

    assert caught.value.code == "index-foreign"


def test_an_index_of_another_scheme_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    OriginalsIndex(path).add(FILES / "minutes-signed.pdf")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE about SET value = 'other'")
    connection.close()

    with pytest.raises(UsageError) as caught:
        OriginalsIndex(path).find(fixture("minutes-signed.pdf"))

    assert caught.value.code == "index-other-scheme"


def test_one_unreadable_file_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    index = OriginalsIndex(tmp_path / "index.sqlite")
    index.add(FILES / "minutes-signed.pdf")

    with pytest.raises(UsageError):
        index.add(FILES / "minutes-penneo.pdf", FILES / "garbage.pdf")

    assert len(index) == 1


def test_an_original_takes_less_than_two_kilobytes(tmp_path: Path) -> None:
    chance = random.Random(7)
    path = tmp_path / "index.sqlite"
    originals = [
        Original(
            f"arkiv/{number:08}/protokoll.pdf",
            f"{number:064x}",
            Fingerprint(chance.randbytes(BYTES), 2000),
        )
        for number in range(5000)
    ]

    with opened_index(path, create=True) as connection:
        add_originals(connection, originals)
        count = count_originals(connection)

    assert count == 5000
    assert path.stat().st_size / count < MAX_BYTES


def test_a_copy_that_keeps_four_fifths_finds_its_original_among_thousands(tmp_path: Path) -> None:
    chance = random.Random(11)
    minima = [chance.randbytes(BYTES) for _ in range(2000)]
    with opened_index(tmp_path / "index.sqlite", create=True) as connection:
        add_originals(
            connection,
            (
                Original(str(number), f"{number:064x}", Fingerprint(value, 2000))
                for number, value in enumerate(minima)
            ),
        )
        kept = BYTES * 4 // 5 // 4 * 4
        copy = Fingerprint(minima[1234][:kept] + chance.randbytes(BYTES - kept), 2000)

        found = find_originals(connection, copy)

    assert [candidate.name for candidate in found] == ["1234"]


def test_containment_is_all_of_itself_and_none_of_nothing() -> None:
    one = Fingerprint(bytes(range(256)) * 2, 100)

    assert contained(one, one) == 1.0
    assert contained(one, Fingerprint(one.minima, 0)) == 0.0
