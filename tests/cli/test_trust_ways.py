"""The ways to trust: learned from another document, asked for, or chosen from the catalogue."""

import io
import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import places
from fhvalidate.report.messages import Language, templates
from fhvalidate.trust.anchors import Purpose
from fhvalidate.trust.known import known_issuers
from fhvalidate.trust.profile import read_profile
from fhvalidate.x509.certificates.certificate import read_certificate
from tests.cli.shell import Shell
from tests.pki import ANNA, Authority
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b, sign_b_lt
from tests.pki.world import shared_world
from tests.reprint.judged import FILES
from tests.shared import shared
from tests.trust.published import der_of

WORLD = shared_world()
AT = "2026-03-03T09:00:00Z"
ROOT, STAMPS = (
    read_certificate(der_of(each.certificate)).sha256
    for each in (WORLD.root, WORLD.time_stamp_root)
)


Typing = Callable[..., "Terminal"]


class Terminal(io.StringIO):
    """A terminal at which somebody types, or to which it is written."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def at_terminal(monkeypatch: pytest.MonkeyPatch) -> Typing:
    """Gives the commands a terminal at which these lines are typed; what was asked is returned."""

    def typing(*lines: str) -> Terminal:
        asked = Terminal()
        monkeypatch.setattr("sys.stdin", Terminal("".join(f"{line}\n" for line in lines)))
        monkeypatch.setattr("sys.stderr", asked)
        return asked

    return typing


def complete() -> bytes:
    data = WORLD.validation_data()
    roots = (WORLD.root.certificate, WORLD.time_stamp_root.certificate)
    data = replace(data, certificates=(*data.certificates, *roots))
    return sign_b_lt(minutes(), WORLD.chair, WORLD.time_stamps, data)


def believed() -> set[tuple[str, Purpose]]:
    return {entry.key for entry in read_profile(places.profile_path()).entries}


def test_a_time_stamp_authority_of_its_own_is_learned_beside_the_issuer(shell: Shell) -> None:
    good = shell.file("känd god.pdf", complete())
    judged = shell.file("protokoll.pdf", complete())

    code, told = shell.run("trust", "learn", good, "--yes", ROOT, "--yes", STAMPS)

    assert code == 0
    assert "What leads here: signatures, revocation data" in told
    assert "Would be trusted for: time-stamps" in told
    assert believed() == {(ROOT, Purpose.SIGNATURE), (STAMPS, Purpose.TIMESTAMP)}
    assert shell.run(judged, "--at", AT)[0] == 0


def test_one_wrong_fingerprint_of_several_adds_nothing(shell: Shell) -> None:
    good = shell.file("god.pdf", complete())

    code, told = shell.run("trust", "learn", good, "--yes", ROOT, "--yes", "0" * 64)

    assert code == 2
    assert "Nothing was added" in told
    assert not places.profile_path().exists()


def test_the_printed_command_is_quoted_and_has_no_fingerprint_of_the_file(shell: Shell) -> None:
    good = shell.file("en 'känd' god fil.pdf", complete())

    _, told = shell.run("trust", "learn", good)

    command = next(line for line in told.splitlines() if "--yes SHA256" in line)
    assert shlex.split(command.rpartition("for each: ")[2]) == [
        *("fhvalidate", "trust", "learn", good, "--yes", "SHA256")
    ]
    assert ROOT not in told.lower()
    assert STAMPS not in told.lower()


def test_at_a_terminal_each_issuer_is_asked_about(shell: Shell, at_terminal: Typing) -> None:
    good = shell.file("god.pdf", complete())
    asked = at_terminal("no", "yes")

    assert shell.run("trust", "learn", good)[0] == 0

    assert "for signatures and seals?" in asked.getvalue()
    assert "for time-stamps?" in asked.getvalue()
    assert len(believed()) == 1


def test_who_signed_with_a_certificate_of_their_own_making_is_never_proposed(shell: Shell) -> None:
    signer = Authority.root("Anna Exempel").identity
    own = shell.file("egen.pdf", sign_b_b(minutes(), signer, embeds_root=True))

    code, told = shell.run("trust", "learn", own)

    assert code == 2
    assert "made its certificate itself" in told
    assert "--yes" not in told


@pytest.mark.parametrize(
    ("typed", "purposes"),
    [
        ("", {Purpose.TIMESTAMP}),
        ("1", {Purpose.SIGNATURE}),
        ("1, 2", {Purpose.SIGNATURE, Purpose.TIMESTAMP}),
    ],
)
def test_adding_at_a_terminal_asks_what_for_and_suggests_what_the_certificate_says(
    typed: str,
    purposes: set[Purpose],
    shell: Shell,
    at_terminal: Typing,
) -> None:
    asked = at_terminal(typed)

    assert shell.run("trust", "add", str(FILES / "tsa-root.pem"))[0] == 0

    assert "speaks for 2" in asked.getvalue()
    assert {purpose for _, purpose in believed()} == purposes


def test_an_answer_that_is_none_of_the_offered_adds_nothing(
    shell: Shell, at_terminal: Typing
) -> None:
    at_terminal("kanske")

    assert shell.run("trust", "add", str(FILES / "root.pem"))[0] == 2

    assert not places.profile_path().exists()


def test_in_a_pipe_adding_says_what_was_not_covered_and_how_to_cover_it(shell: Shell) -> None:
    root = shell.file("rot certifikat.pem", WORLD.root.pem)

    code, told = shell.run("trust", "add", root)

    assert code == 0
    assert "not for time-stamps" in told
    command = next(line for line in told.splitlines() if "--purpose timestamp" in line)
    assert shell.run(*shlex.split(command.rpartition("too: ")[2])[1:])[0] == 0
    assert {purpose for _, purpose in believed()} == {Purpose.SIGNATURE, Purpose.TIMESTAMP}
    assert "not for time-stamps" not in shell.run("trust", "add", root, "--purpose", "svt")[1]


def test_status_says_what_nobody_is_trusted_for(shell: Shell) -> None:
    shell.run("trust", "add", shell.file("a.pem", WORLD.root.pem))

    _, before = shell.run("trust", "status")
    shell.run(
        "trust", "add", shell.file("b.pem", WORLD.time_stamp_root.pem), "--purpose", "timestamp"
    )
    _, after = shell.run("trust", "status")

    assert "No issuer of time-stamps is trusted" in before
    assert "Everything is in order" not in before
    assert "Everything is in order" in after


def test_the_catalogue_is_shown_and_nothing_of_it_is_trusted(shell: Shell) -> None:
    code, told = shell.run("trust", "known")

    assert code == 0
    for issuer in known_issuers():
        assert f"{issuer.name}: " in told
        assert issuer.url in told
    assert not places.profile_path().exists()


def test_what_is_added_from_the_catalogue_has_its_purpose_and_tells_its_source(
    shell: Shell,
) -> None:
    sample = shared("corpus/idsec-signservice-integration/sample-1-signature.pdf")

    code, told = shell.run("trust", "known", "add", "edusign", "b1213232")

    assert code == 0
    assert "SUNET/docker-sigval" in told
    assert "the Swedish trusted list, number 55" in told
    assert {purpose for _, purpose in believed()} == {Purpose.SIGNATURE, Purpose.TIMESTAMP}
    assert "not trusted" not in shell.run(str(sample))[1]
    assert "(trusted)" in shell.run("trust", "known")[1]


@pytest.mark.parametrize("name", ["ingen", "4f4b", "0" * 64])
def test_what_is_not_in_the_catalogue_is_told_with_what_is(name: str, shell: Shell) -> None:
    code, told = shell.run("trust", "known", "add", "edusign", name)

    assert code == 2
    assert "edusign, zealid-signature" in told
    assert not places.profile_path().exists()


@pytest.mark.parametrize("language", Language)
def test_a_file_under_judgement_is_never_the_one_to_learn_from(language: Language) -> None:
    for code, sentence in templates(language).items():
        if "trust learn" in sentence:
            assert "{name}" not in sentence, code
            assert "{path}" not in sentence.partition("trust learn")[2], code


def test_what_can_be_fetched_is_said_only_where_fetching_would_help(shell: Shell) -> None:
    leaf = WORLD.authority.issue_person(
        ANNA, issuer_url="http://ca.example/utfardare.cer"
    ).without_issuers()
    document = shell.file("a.pdf", sign_b_b(minutes(), leaf))
    root = shell.file("rot.pem", WORLD.root.certificate.public_bytes(Encoding.PEM))

    _, nobody = shell.run(document, "--at", AT)
    _, somebody = shell.run(document, "--at", AT, "--trust", root)

    assert "--online" not in nobody
    assert "run again with --online" in " ".join(somebody.split())
    assert "http://ca.example/utfardare.cer" in somebody


def test_what_is_told_of_a_changed_profile_of_ones_own_choice_names_it(shell: Shell) -> None:
    root = shell.file("rot.pem", WORLD.root.pem)
    profile = str(shell.folder / "egen profil.toml")
    shell.run("trust", "add", root, "--profile", profile)
    path = Path(profile)
    path.write_bytes(path.read_bytes().replace(b'"rot.pem"', b'"annan.pem"'))

    code, told = shell.run("trust", "add", root, "--profile", profile)
    printed = re.findall(r"fhvalidate (trust (?:list|accept) .*?'.*?')\.", " ".join(told.split()))
    commands = [shlex.split(each) for each in printed]

    assert code == 2
    assert [words[-2:] for words in commands] == [["--profile", profile]] * 2
    assert [shell.run(*words)[0] for words in commands] == [0, 0]
    assert shell.run("trust", "add", root, "--profile", profile)[0] == 0


def test_whoever_adds_a_certificate_is_told_to_compare_it(shell: Shell) -> None:
    told = shell.run("trust", "add", shell.file("rot.pem", WORLD.root.pem))[1]

    assert "Compare the fingerprint with the one that the issuer itself states" in told
