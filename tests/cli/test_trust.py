"""`fhvalidate trust`: what a registrar does with it."""

import json
import re
import shlex
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import places
from fhvalidate.cli.trust_arguments import COMMANDS, parse_trust
from fhvalidate.cli.trust_update import update
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language
from fhvalidate.store.trust import load_trust
from fhvalidate.trust.anchors import Purpose
from fhvalidate.trust.profile import read_profile
from fhvalidate.x509.certificates.certificate import read_certificate
from tests.cli.shell import Shell
from tests.fetch.server import LOCAL, Loopback, reply, serving
from tests.pki import ANNA, EPOCH, Authority
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b
from tests.reprint.judged import FILES
from tests.shared import shared
from tests.trust.published import LOTL_TYPE, Points, der_of, list_signer, signed
from tests.trust.test_list_set import COMMISSION, OPERATOR, SWEDISH, TOP, published

ROOT = Authority.root()
TEST_ROOT = Authority.root("Exempelmyndighetens TEST CA")


def sha256(authority: Authority) -> str:
    return read_certificate(der_of(authority.certificate)).sha256


def signed_minutes(authority: Authority) -> bytes:
    return sign_b_b(minutes(), authority.issue_person(ANNA, no_rev_avail=True), embeds_root=True)


AT = EPOCH.isoformat()


def test_a_newcomer_comes_to_a_verdict_by_the_commands_that_the_output_names(shell: Shell) -> None:
    document = shell.file("protokoll.pdf", signed_minutes(ROOT))
    known_good = shell.file("känd.pdf", signed_minutes(ROOT))

    code, told = shell.run(document, "--at", AT)
    assert code == 3
    assert "fhvalidate trust learn OTHER.pdf" in " ".join(told.split())

    code, told = shell.run("trust", "learn", known_good)
    assert code == 3
    command = next(line for line in told.splitlines() if "--yes" in line).rpartition(": ")[2]
    published = ":".join(re.findall("..", sha256(ROOT).upper()))
    typed = shlex.split(command.replace("SHA256", published))
    assert shell.run(*typed[1:])[0] == 0

    assert shell.run(document, "--at", AT)[0] == 0


def test_a_time_stamp_asks_for_an_anchor_of_its_own(shell: Shell) -> None:
    files = FILES
    document = str(files / "minutes-b-lt.pdf")
    assert shell.run("trust", "add", str(files / "root.pem"))[0] == 0

    _, before = shell.run(document, "--at", "2026-03-03T09:00:00Z")
    told = " ".join(before.split())
    assert "trust add CERTIFICATE --purpose timestamp" in told
    assert "trust add CERTIFICATE, or" not in told

    added = shell.run("trust", "add", str(files / "tsa-root.pem"), "--purpose", "timestamp")
    after = shell.run(document, "--at", "2026-03-03T09:00:00Z")
    assert (added[0], after[0]) == (0, 0)


def test_the_edusign_samples_are_trusted_after_two_commands(shell: Shell) -> None:
    sample = str(shared("corpus/idsec-signservice-integration/sample-1-signature.pdf"))
    root = str(shared("sweden/samples/eduSign_root.cer"))

    _, before = shell.run(sample)
    assert "fhvalidate trust add" in " ".join(before.split())
    assert shell.run("trust", "add", root)[0] == 0
    _, after = shell.run(sample)

    assert "the issuer is not trusted" in " ".join(before.split())
    assert "not trusted" not in after


def test_learning_shows_the_fingerprint_and_what_to_compare_it_with(shell: Shell) -> None:
    document = shell.file("protokoll.pdf", signed_minutes(ROOT))

    _, told = shell.run("trust", "learn", document)

    assert sha256(ROOT).upper()[:2] + ":" in told
    assert "Compare each fingerprint" in told
    assert not places.profile_path().exists()


def test_a_wrong_fingerprint_is_refused(shell: Shell) -> None:
    document = shell.file("protokoll.pdf", signed_minutes(ROOT))

    for wrong in ("0" * 64, sha256(ROOT)[:16], ""):
        code, told = shell.run("trust", "learn", document, "--yes", wrong)
        assert code == 2
        assert "Nothing was added" in told
    assert not places.profile_path().exists()


def test_a_broken_signature_teaches_nothing(shell: Shell) -> None:
    data = signed_minutes(ROOT)
    altered = shell.file("altered.pdf", data.replace(b"/Producer", b"/Produce2", 1))

    assert shell.run("trust", "learn", altered)[0] == 2


def test_a_test_authority_is_let_in_only_with_test_and_marked(shell: Shell) -> None:
    root = shell.file("test.pem", TEST_ROOT.pem)
    document = shell.file("protokoll.pdf", signed_minutes(TEST_ROOT))

    assert shell.run("trust", "add", root)[0] == 2
    assert shell.run(document, "--at", AT, "--trust", root)[0] == 2
    code, told = shell.run(document, "--at", AT, "--trust", root, "--test")

    assert code == 0
    assert told.count("TESTUNDERSKRIFT") > 2


def test_a_test_anchor_in_the_profile_makes_nothing_valid_without_test(shell: Shell) -> None:
    root = shell.file("test.pem", TEST_ROOT.pem)
    document = shell.file("protokoll.pdf", signed_minutes(TEST_ROOT))
    assert shell.run("trust", "add", "--test", root)[0] == 0

    code, told = shell.run(document, "--at", AT)
    assert code == 3
    assert "TESTUNDERSKRIFT" in told
    assert shell.run(document, "--at", AT, "--test")[0] == 0


def test_trust_on_the_command_line_wins_over_the_profile(shell: Shell) -> None:
    assert shell.run("trust", "add", shell.file("a.pem", ROOT.pem))[0] == 0
    other = Authority.root("En annan rot-CA")
    document = shell.file("protokoll.pdf", signed_minutes(ROOT))

    trusted, _ = shell.run(document, "--at", AT)
    named, _ = shell.run(document, "--at", AT, "--trust", shell.file("b.pem", other.pem))

    assert (trusted, named) == (0, 3)


def test_an_anchor_counts_only_for_its_purpose_and_time(shell: Shell) -> None:
    root = shell.file("a.pem", ROOT.pem)
    document = shell.file("protokoll.pdf", signed_minutes(ROOT))

    assert shell.run("trust", "add", root, "--purpose", "timestamp")[0] == 0
    assert shell.run(document, "--at", AT)[0] == 3
    assert shell.run("trust", "add", root, "--until", "2026-01-01")[0] == 0
    code, told = shell.run(document, "--at", AT)
    assert code == 3
    assert "is trusted only until" in " ".join(told.split())
    assert shell.run("trust", "add", root, "--since", "2026-01-01")[0] == 0
    assert shell.run(document, "--at", AT)[0] == 0


def test_what_is_added_is_listed_shown_and_removed(shell: Shell) -> None:
    shell.run(
        "trust",
        "add",
        shell.file("a.pem", ROOT.pem),
        "--label",
        "Kommunens CA",
        "--purpose",
        "signature",
        "--purpose",
        "svt",
    )

    _, listed = shell.run("trust", "list")
    code, shown = shell.run("trust", "show", sha256(ROOT)[:8].upper())
    assert code == 0
    assert "Kommunens CA" in listed
    assert "Valid:" in shown
    assert shell.run("trust", "remove", sha256(ROOT), "--purpose", "svt")[0] == 0
    entries = read_profile(places.profile_path()).entries
    assert [entry.purpose for entry in entries] == [Purpose.SIGNATURE]
    assert shell.run("trust", "remove", sha256(ROOT))[0] == 0
    assert shell.run("trust", "remove", sha256(ROOT))[0] == 2


def test_a_profile_travels_by_export_and_import(shell: Shell) -> None:
    shell.run("trust", "add", shell.file("a.pem", ROOT.pem))
    exported = str(shell.folder / "listan.toml")
    shell.run("trust", "export", exported)
    document = shell.file("protokoll.pdf", signed_minutes(ROOT))
    shell.run("trust", "remove", sha256(ROOT))

    assert shell.run(document, "--at", AT)[0] == 3
    assert shell.run(document, "--at", AT, "--trust", exported)[0] == 0
    assert shell.run("trust", "import", exported)[0] == 0
    assert shell.run(document, "--at", AT)[0] == 0


def test_a_limit_of_ones_own_that_an_import_takes_away_is_told(shell: Shell) -> None:
    shell.run("trust", "add", shell.file("a.pem", ROOT.pem))
    lax = str(shell.folder / "lax.toml")
    shell.run("trust", "export", lax)
    shell.run("trust", "add", shell.file("a.pem", ROOT.pem), "--until", "2030-06-01")

    code, told = shell.run("trust", "import", lax)
    _, again = shell.run("trust", "import", lax)

    assert code == 0
    assert "had a limit in time that is gone" in " ".join(told.split())
    assert "limit in time" not in again


def test_a_profile_with_a_test_authority_is_not_imported_without_test(shell: Shell) -> None:
    elsewhere = str(shell.folder / "test.toml")
    shell.run("trust", "add", "--test", shell.file("t.pem", TEST_ROOT.pem), "--profile", elsewhere)

    assert shell.run("trust", "import", elsewhere)[0] == 2
    assert shell.run("trust", "import", elsewhere, "--test")[0] == 0


def test_a_profile_changed_by_hand_is_said_and_not_written_over(shell: Shell) -> None:
    shell.run("trust", "add", shell.file("a.pem", ROOT.pem))
    path = places.profile_path()
    path.write_bytes(path.read_bytes().replace(b'"a.pem"', b'"b.pem"'))
    document = shell.file("protokoll.pdf", signed_minutes(ROOT))

    _, told = shell.run(document, "--at", AT)
    assert "has been changed by something other" in " ".join(told.split())
    assert shell.run("trust", "status")[0] == 3
    assert shell.run("trust", "add", shell.file("t.pem", Authority.root().pem))[0] == 2
    assert shell.run("trust", "accept", "0" * 64)[0] == 2
    assert shell.run("trust", "accept", read_profile(path).sha256)[0] == 0
    assert shell.run("trust", "status")[0] == 0


def test_the_report_names_the_profile_its_digest_and_its_anchors(shell: Shell) -> None:
    shell.run("trust", "add", shell.file("a.pem", ROOT.pem))
    document = shell.file("protokoll.pdf", signed_minutes(ROOT))

    _, told = shell.run(document, "--at", AT, "--format", "json")

    trust = json.loads(told)["trust"]
    digest = read_profile(places.profile_path()).sha256
    source = {"name": "trust", "sha256": digest, "anchors": 1, "kind": "profile"}
    assert trust == {"anchors": 1, "sources": [source]}


def test_without_anchors_status_says_so(shell: Shell) -> None:
    code, told = shell.run("trust", "status")

    assert code == 3
    assert "No issuer is trusted" in told
    assert "FILE " not in told


@pytest.mark.parametrize(
    "argv",
    [
        ["frobnicate"],
        ["add"],
        ["show"],
        ["show", "00"],
        ["list", "extra"],
        ["add", "missing.pem"],
        ["add", "--purpose", "everything", "x"],
        ["add", "--since"],
        ["update"],
        ["update", "--eu", "--country", "Sverige"],
        ["update", "--eu", "--snapshot", "missing"],
        ["import", "missing.toml"],
        ["learn", "missing.pdf"],
        ["list", "--unknown"],
    ],
)
def test_what_cannot_be_carried_out_is_said(shell: Shell, argv: list[str]) -> None:
    code, told = shell.run("trust", *argv)

    assert code == 2
    assert told.startswith("fhvalidate: ")


def test_a_profile_that_cannot_be_read_ends_validation(shell: Shell) -> None:
    path = places.profile_path()
    path.parent.mkdir(parents=True)
    path.write_text("format = 'something else'")
    document = shell.file("protokoll.pdf", signed_minutes(ROOT))

    assert shell.run(document)[0] == 2
    assert shell.run("trust", "add", shell.file("a.pem", ROOT.pem))[0] == 2


def test_help_names_every_command(shell: Shell) -> None:
    code, told = shell.run("trust", "--help")

    assert code == 0
    assert all(f"  {command}" in told for command in COMMANDS)


def lists_folder(shell: Shell) -> tuple[str, str]:
    folder = shell.folder / "lists"
    folder.mkdir()
    for name, data in published().items():
        (folder / name).write_bytes(data)
    signer = COMMISSION.certificate.public_bytes(Encoding.PEM)
    return str(folder), shell.file("signer.pem", signer)


def test_a_snapshot_is_kept_and_used_and_named(shell: Shell) -> None:
    folder, signer = lists_folder(shell)

    code, told = shell.run("trust", "update", "--eu", "--snapshot", folder, "--signer", signer)

    profile = read_profile(places.profile_path())
    assert code == 0
    assert profile.lists is not None
    assert profile.lists.snapshot in told
    assert load_trust([], test=False).count == 1


def test_lists_that_nobody_expected_signed_change_nothing(shell: Shell) -> None:
    folder, _ = lists_folder(shell)
    stranger = shell.file(
        "stranger.pem", list_signer("En främling").certificate.public_bytes(Encoding.PEM)
    )

    for argv in (["--signer", stranger], []):
        assert shell.run("trust", "update", "--eu", "--snapshot", folder, *argv)[0] == 2
    assert not places.profile_path().exists()


def test_a_snapshot_that_is_gone_or_changed_is_said_aloud(shell: Shell) -> None:
    folder, signer = lists_folder(shell)
    shell.run("trust", "update", "--eu", "--snapshot", folder, "--signer", signer)
    kept = next(places.snapshots_folder().iterdir())
    for cached in places.cache_folder().rglob("*.json"):
        cached.unlink()

    (kept / "SE.xml").write_bytes((kept / "SE.xml").read_bytes() + b" ")
    _, changed = shell.run("trust", "status")
    (kept / "SE.xml").unlink()
    (kept / "EU.xml").unlink()
    code, gone = shell.run("trust", "status")

    assert "no longer what was verified" in changed
    assert "not where it was kept" in gone
    assert code == 3


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_lists_are_fetched_from_a_mirror(shell: Shell, socket_enabled: None) -> None:
    del socket_enabled
    with serving() as mirror:
        mirror_lists(mirror)
        signer = COMMISSION.certificate.public_bytes(Encoding.PEM)
        argv = [
            "update",
            "--eu",
            "--location",
            mirror.url("/EU.xml", "lists.example.test"),
            "--signer",
            shell.file("signer.pem", signer),
        ]
        arguments = parse_trust(argv, Language.EN)

        assert update(arguments, places.profile_path(), LOCAL) == 0

        older = replace(arguments, location=mirror.url("/old.xml", "lists.example.test"))
        with pytest.raises(UsageError) as caught:
            update(older, places.profile_path(), LOCAL)

    assert caught.value.code == "trust-lists-older"
    del mirror.asked[4:]
    assert mirror.asked == ["/EU.xml", "/pivot.xml", "/SE.xml", "/FI.xml"]
    told = shell.capsys.readouterr().out
    assert "FI" in told
    assert load_trust([], test=False).count == 1


def mirror_lists(mirror: Loopback) -> None:
    """The list of lists by its second signer, the pivot, Sweden's list, and none for Finland."""
    host = "lists.example.test"
    successor = list_signer("Kommissionens efterträdare")
    own = Points(
        territory="EU", location=mirror.url("/EU.xml", host), signers=[successor], type=LOTL_TYPE
    )
    pivot = replace(TOP, sequence=2, issued=TOP.issued - timedelta(days=30), pointers=[own])
    pointers = [
        Points(territory=land, location=mirror.url(f"/{land}.xml", host), signers=[OPERATOR])
        for land in ("SE", "FI")
    ]
    top = replace(TOP, pointers=[own, *pointers], information=[mirror.url("/pivot.xml", host)])
    old = replace(top, sequence=3, issued=TOP.issued - timedelta(days=3))
    mirror.answers |= {
        "/old.xml": reply(signed(old, successor)),
        "/EU.xml": reply(signed(top, successor)),
        "/pivot.xml": reply(signed(pivot, COMMISSION)),
        "/SE.xml": reply(signed(SWEDISH, OPERATOR)),
    }


def test_the_lists_of_2019_load_offline(shell: Shell) -> None:
    folder = str(shared("trusted-lists/snapshot-2019"))

    code, told = shell.run("trust", "update", "--eu", "--snapshot", folder)

    assert code == 0
    assert "Trusted lists are missing: DE, EE, RO." in told
    assert "28" in told
    assert load_trust([], test=False).count > 1000
    assert "have expired" in shell.run("trust", "status")[1]


def test_online_a_document_that_points_inward_gets_no_connection(shell: Shell) -> None:
    authority = ROOT.issue_authority()
    person = authority.issue_person(ANNA, issuer_url="http://127.0.0.1:9/ca.cer")
    document = shell.file("protokoll.pdf", sign_b_b(minutes(), person.without_issuers()))
    root = shell.file("root.pem", ROOT.pem)

    code, told = shell.run(document, "--at", AT, "--trust", root, "--online")

    assert code == 3
    assert "the address is not a public one" in " ".join(told.split())


def test_a_trust_file_that_cannot_be_read_is_a_wrong_call(shell: Shell) -> None:
    assert shell.run("x.pdf", "--trust", "nothing\0here")[0] == 2


def test_a_trust_file_that_cannot_be_read_is_told_as_that(shell: Shell) -> None:
    document = shell.file("protokoll.pdf", signed_minutes(ROOT))
    broken = shell.file("rot.pem", ROOT.pem[: len(ROOT.pem) // 2])
    empty = shell.file("tom.pem", b"ingenting")

    for argv in ((document, "--trust"), ("trust", "add")):
        code, told = shell.run(*argv, broken)
        assert code == 2
        assert "Certificate 1 in rot.pem cannot be read (it is cut short)" in " ".join(told.split())
        assert "contains no certificate" in " ".join(shell.run(*argv, empty)[1].split())


def test_one_unreadable_among_many_is_said_and_the_others_are_believed(shell: Shell) -> None:
    document = shell.file("protokoll.pdf", signed_minutes(ROOT))
    other = Authority.root("En annan rot-CA").pem
    bundle = shell.file("bunt.pem", other[: len(other) // 2] + b"\n" + ROOT.pem)

    code, told = shell.run(document, "--at", AT, "--trust", bundle)
    assert code == 0
    assert "Certificate 1 in bunt.pem cannot be read" in " ".join(told.split())
    code, told = shell.run("trust", "add", bundle)
    assert code == 0
    assert "Certificate 1 in bunt.pem cannot be read" in told
    assert len(read_profile(places.profile_path()).entries) == 1


def test_a_signer_of_lists_that_cannot_be_read_is_told_as_that(shell: Shell) -> None:
    folder, _ = lists_folder(shell)
    broken = shell.file("s.pem", ROOT.pem[: len(ROOT.pem) // 2])

    code, told = shell.run("trust", "update", "--eu", "--snapshot", folder, "--signer", broken)

    assert code == 2
    assert "Certificate 1 in s.pem cannot be read" in told


EXPIRED = Authority.root(
    "Exempelmyndighetens gamla rot-CA",
    not_before=EPOCH - timedelta(days=4000),
    not_after=EPOCH - timedelta(days=400),
)


def test_adding_and_learning_state_no_dates_that_nobody_stated(shell: Shell) -> None:
    document = shell.file("protokoll.pdf", signed_minutes(ROOT))
    shell.run("trust", "add", shell.file("gammal.pem", EXPIRED.pem))
    shell.run("trust", "learn", document, "--yes", sha256(ROOT))

    entries = read_profile(places.profile_path()).entries

    assert [(entry.since, entry.until) for entry in entries] == [(None, None)] * 2
    beliefs = load_trust([], test=False).beliefs
    assert all(b.holds(EPOCH) and b.holds(EPOCH + timedelta(days=9999)) for b in beliefs)


def test_an_anchor_whose_certificate_has_expired_is_told_and_believed(shell: Shell) -> None:
    shell.run("trust", "add", shell.file("gammal.pem", EXPIRED.pem))
    shell.run("trust", "add", shell.file("ny.pem", ROOT.pem))

    _, listed = shell.run("trust", "list")
    _, shown = shell.run("trust", "show", sha256(EXPIRED))
    code, status = shell.run("trust", "status")

    assert listed.count("the anchor is believed all the same") == 1
    assert "the anchor is believed all the same" in shown
    assert "gamla rot-CA” expired" in status
    assert "ended" not in status
    assert code == 3


def test_an_anchor_whose_stated_end_has_passed_has_ended(shell: Shell) -> None:
    old = shell.file("gammal.pem", EXPIRED.pem)
    shell.run("trust", "add", old, "--until", "2026-01-01")

    _, listed = shell.run("trust", "list")
    _, status = shell.run("trust", "status")

    assert "The certificate expired" in listed
    assert "believed all the same" not in listed
    assert "gamla rot-CA” ended" in status
