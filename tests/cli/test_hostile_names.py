"""What a certificate calls itself cannot pass for anything that `fhvalidate trust` says."""

import re
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

import tests.pki.authority as authority_module
from fhvalidate.cli import trust_learn
from fhvalidate.cli.trust_changes import kept_label
from fhvalidate.cli.trust_text import certificate_lines, colons, entry_lines, issuer_lines
from fhvalidate.report.messages import Language
from fhvalidate.trust.beliefs import Purpose
from fhvalidate.trust.profile_entry import Entry
from fhvalidate.validation.topmost import Lead, LeadKind
from fhvalidate.words.plain import UNSEEN, set_off
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from tests.cli.shell import Shell
from tests.pki import ANNA, Authority
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b
from tests.trust.published import der_of

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)
FORGED = ":".join(["4F", "4B", "FD", "F7", "3D", "3A", "15", "95"] * 4)
HOSTILE = f"SUNET - eduSign\n    Valid: always\n    SHA-256: {FORGED}\n    \x1b[8m\x07\r\u202e"
ROOT = read_certificate(der_of(Authority.root().certificate))
NAMES = st.text(max_size=300) | st.lists(
    st.sampled_from(["\n", "\r", "\x1b[8m", "\u202e", "\u2028", "SHA-256: ", FORGED, "”", "“", '"',
                     "    ", "1. ", "\x1b]8;;http://e\x07", "x" * 500, "AB" * 32]),
    max_size=8,
).map("".join)  # fmt: skip
PAIRS = re.compile(r"(?:[0-9A-F]{2}:){7}", re.IGNORECASE)


def named(name: str) -> Certificate:
    """The root, as if its certificate had that name."""
    import copy

    found = copy.copy(ROOT)
    for attribute in ("common_name", "subject", "issuer"):
        object.__setattr__(found, attribute, name)
    return found


def entry(name: str) -> Entry:
    return Entry(certificate=ROOT, purpose=Purpose.SIGNATURE, label=name, source=name, added=NOW)


def told(name: str, language: Language) -> list[str]:
    """What is printed of an issuer of that name."""
    lead = Lead(issuer=ROOT.der, missing=name or "x", kinds=(LeadKind.SIGNATURE,), urls=(name,))
    return [
        *entry_lines(entry(name), language, at=NOW, details=True),
        *certificate_lines(named(name), language),
        *issuer_lines(1, named(name), lead, language),
    ]


def ours(line: str) -> str:
    """The line without what stands in quotation marks."""
    return re.sub(r"[“”][^“”]*”", "", line)


@settings(max_examples=60, deadline=None)
@given(NAMES, st.sampled_from(Language))
def test_every_line_is_ours_whatever_a_certificate_calls_itself(
    name: str, language: Language
) -> None:
    lines, plain = told(name, language), told("eduSign", language)

    assert [ours(line) for line in lines] == [ours(line) for line in plain]
    assert not any(UNSEEN.search(line) or len(line.splitlines()) > 1 for line in lines)
    shown = f"SHA-256: {colons(ROOT.sha256)}"
    assert all(shown in ours(line) for line in lines if PAIRS.search(line))


@given(NAMES)
def test_what_is_set_off_is_short_and_holds_no_fingerprint(name: str) -> None:
    shown = set_off(name)

    assert len(shown) <= 64
    assert not PAIRS.search(shown)
    assert not set(shown) & set('"“”')
    assert set_off(kept_label(name)) == set_off(set_off(name, limit=200))


@pytest.mark.parametrize(
    "text",
    [
        FORGED,
        FORGED.replace(":", " "),
        FORGED.replace(":", ""),
        FORGED.replace(":", "\u2236"),
        "\uff41" * 64,
    ],
)
def test_a_name_that_holds_a_fingerprint_loses_it(text: str) -> None:
    assert "[…]" in set_off(f"eduSign {text}")


@pytest.mark.filterwarnings("ignore:Attribute.s length")
def test_an_issuer_cannot_forge_the_fingerprint_that_is_compared(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unchecked(common_name: str, organisation: str, *, identifier: str = "") -> x509.Name:
        del identifier
        return x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
                x509.NameAttribute(NameOID.COMMON_NAME, common_name, _validate=False),
            ]
        )

    monkeypatch.setattr(authority_module, "organisation_name", unchecked)
    issuer = Authority.root().issue_authority(HOSTILE)
    signed = sign_b_b(minutes(), issuer.issue_person(ANNA, no_rev_avail=True))
    document = shell.file("V1.pdf", signed)
    computed = colons(read_certificate(der_of(issuer.certificate)).sha256)

    for typed in (("learn", document), ("learn", document, "--yes", computed), ("list",),
                  ("show", computed), ("status",)):  # fmt: skip
        _, told = shell.run("trust", *typed)
        assert "4F:4B" not in told
        assert not re.search(r"(?m)^\s*(?:Valid: always|.*[\x1b\x07\u202e])", told)
    assert computed in shell.run("trust", "list")[1]


def test_the_question_names_the_fingerprint_that_is_trusted(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuer = Authority.root()
    signed = sign_b_b(minutes(), issuer.issue_person(ANNA, no_rev_avail=True), embeds_root=True)
    document = shell.file("a.pdf", signed)
    asked: list[str] = []

    def answered(question: str) -> str:
        asked.append(question)
        return "no"

    monkeypatch.setattr(trust_learn, "is_terminal", lambda _: True)
    monkeypatch.setattr(trust_learn, "asked", answered)

    shell.run("trust", "learn", document)

    computed = colons(read_certificate(der_of(issuer.certificate)).sha256)
    assert asked[0].splitlines()[0] == f"SHA-256: {computed}"
