"""The catalogue of issuers: what proves each, and that it holds none of the tests' or of tests."""

import tomllib
from importlib.resources import files

from fhvalidate.trust.anchor_files import read_anchor_files
from fhvalidate.trust.beliefs import Purpose
from fhvalidate.trust.known import known_by, known_issuers
from fhvalidate.trust.list_reading import read_list
from fhvalidate.trust.list_xml import parse_xml
from fhvalidate.trust.lists import CA_QC, QTST
from fhvalidate.trust.test_authorities import is_test_authority
from tests.reprint.judged import FILES
from tests.shared import shared

_TYPES = {CA_QC: Purpose.SIGNATURE, QTST: Purpose.TIMESTAMP}


def test_each_issuer_says_what_proves_it_and_where_the_publisher_tells_of_it() -> None:
    for issuer in known_issuers():
        assert issuer.url.startswith("https://")
        assert issuer.proof_sv != issuer.proof_en
        assert issuer.certificate.is_authority


def test_names_and_fingerprints_are_each_of_one_issuer() -> None:
    names = [issuer.name for issuer in known_issuers()]
    digests = [issuer.certificate.sha256 for issuer in known_issuers()]

    assert len(set(names)) == len(names)
    assert len(set(digests)) == len(digests)
    for issuer in known_issuers():
        assert known_by(issuer.name) is issuer
        assert known_by(issuer.certificate.sha256[:8].upper()) is issuer
    assert known_by("4f4b") is None
    assert known_by("") is None


def test_every_file_beside_the_table_is_named_in_it() -> None:
    folder = files("fhvalidate.trust") / "tables" / "known"
    table = tomllib.loads((folder / "issuers.toml").read_text(encoding="utf-8"))

    held = {each.name for each in folder.iterdir()} - {"issuers.toml"}

    assert held == {row["file"] for row in table["issuer"]}


def test_no_test_authority_and_nothing_of_the_tests_is_in_the_catalogue() -> None:
    of_tests = {
        c.sha256 for path in FILES.glob("*.pem") for c in read_anchor_files(path).certificates
    }

    assert of_tests
    for issuer in known_issuers():
        assert not is_test_authority(issuer.certificate)
        assert issuer.certificate.sha256 not in of_tests


def test_what_a_trusted_list_is_said_to_prove_stands_in_it_granted() -> None:
    data = shared("trusted-lists/SE-2025.xml").read_bytes()
    found, _, _ = read_list(parse_xml(data), None, data)
    now = {
        digest: state
        for service in found.services
        for state in service.states[:1]
        for digest in state.certificates
        if state.type in _TYPES
    }

    rows = [issuer for issuer in known_issuers() if issuer.since is not None]

    assert len(rows) == 6
    for issuer in rows:
        state = now[issuer.certificate.sha256]
        assert state.qualified
        assert _TYPES[state.type] is issuer.purpose
        assert state.since == issuer.since
        assert state.name in issuer.proof_en
        assert f"number {found.sequence}, {found.issued:%Y-%m-%d}" in issuer.proof_en


def test_the_edusign_root_is_that_of_its_publisher() -> None:
    (given,) = read_anchor_files(shared("sweden/samples/eduSign_root.cer")).certificates
    issuer = known_by("edusign")

    assert issuer is not None
    assert issuer.certificate.sha256 == given.sha256
