"""The certificates of the Official Journal, in our own data."""

import hashlib
import subprocess
import sys
import tomllib
from datetime import date
from importlib.resources import files

import pytest

from fhvalidate.trust.official_journal import TABLE, official_journal_signers
from fhvalidate.x509.certificates.blocks import blocks_of
from fhvalidate.x509.certificates.certificate import read_certificate

FOLDER = files("fhvalidate.trust") / "tables" / "lotl"
PUBLICATIONS = tomllib.loads((FOLDER / TABLE).read_text(encoding="utf-8"))["publication"]


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda item: str(item["file"]))
def test_each_publication_holds_the_certificates_whose_digests_it_states(
    publication: dict[str, object],
) -> None:
    blocks = blocks_of((FOLDER / str(publication["file"])).read_bytes())
    ders = [block.der for block in blocks]

    assert [hashlib.sha256(der).hexdigest() for der in ders] == publication["sha256"]
    assert all(publication[key] for key in ("reference", "url", "taken_from"))
    assert isinstance(publication["published"], date)


def test_no_file_beside_the_table_is_left_unnamed() -> None:
    named = {str(item["file"]) for item in PUBLICATIONS}

    assert {item.name for item in FOLDER.iterdir()} == {TABLE, *named}


def test_the_signers_are_those_of_every_publication_each_once() -> None:
    digests = [hashlib.sha256(der).hexdigest() for der in official_journal_signers()]

    assert len(digests) == len(set(digests))
    assert set(digests) == {digest for item in PUBLICATIONS for digest in item["sha256"]}
    assert all(read_certificate(der) for der in official_journal_signers())


def test_they_are_read_without_pyhanko() -> None:
    program = (
        "import sys, fhvalidate.fetch.trusted_lists, fhvalidate.trust.official_journal as journal;"
        "assert journal.official_journal_signers();"
        "print([name for name in sys.modules if name.startswith('pyhanko.')])"
    )

    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert found.stdout.strip() == "[]"
