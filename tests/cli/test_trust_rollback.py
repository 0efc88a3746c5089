"""Trusted lists that are older than those of before: replayed, or gone back to on purpose."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import places
from fhvalidate.cli.trust_arguments import parse_trust
from fhvalidate.cli.trust_update import update
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import Language
from fhvalidate.store.trust import load_trust
from fhvalidate.trust import snapshots
from fhvalidate.trust.list_history import NUMBERS
from fhvalidate.trust.list_versions import versions_of
from fhvalidate.trust.lists import lists_of
from fhvalidate.trust.profile import read_profile
from tests.cli.shell import Shell
from tests.fetch.server import LOCAL, Loopback, reply, serving
from tests.pki import Identity
from tests.trust.published import Points, Published, list_signer, signed
from tests.trust.test_list_set import COMMISSION, OPERATOR, SWEDISH, TOP

SE_1, SE_2, SE_3 = (replace(SWEDISH, sequence=number) for number in (1, 2, 3))
TOP_9 = replace(TOP, sequence=9)


def update_from(
    shell: Shell, files: Mapping[str, Published], *, signer: Identity = COMMISSION, name: str = "l"
) -> tuple[int, str]:
    folder = shell.folder / name
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for file_name, what in files.items():
        by = signer if file_name.startswith("EU") else OPERATOR
        (folder / file_name).write_bytes(signed(what, by))
    pem = signer.certificate.public_bytes(Encoding.PEM)
    argv = ("--snapshot", str(folder), "--signer", shell.file("signer.pem", pem))
    return shell.run("trust", "update", "--eu", *argv)


def codes() -> list[str]:
    return [finding.code for finding in load_trust([], test=False).findings]


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ((TOP, SE_1), (TOP, SE_2), ""),
        ((TOP, SE_2), (TOP, SE_2), ""),
        ((TOP, SE_2), (TOP, SE_1), "for: SE."),
        ((TOP, SE_3), (TOP, SE_1), "for: SE."),
        ((TOP, SE_1), (TOP_9, SE_1), "for: EU."),
        ((TOP, SE_2), (TOP_9, SE_1), "for: EU, SE."),
        ((TOP, SE_1), (TOP_9, SE_2), "for: EU."),
        ((TOP_9, SE_2), (TOP, SE_1), "for: SE."),
        ((TOP_9, SE_1), (TOP, SE_2), ""),
        ((TOP_9, SE_1), (TOP, SE_1), ""),
    ],
)
def test_going_back_by_hand_is_done_and_told_then_and_whenever_it_is_used(
    shell: Shell, first: tuple[Published, Published], second: tuple[Published, Published], told: str
) -> None:
    for top, swedish in (first, second):
        code, said = update_from(shell, {"EU.xml": top, "SE.xml": swedish})
        assert code == 0

    profile = read_profile(places.profile_path())
    assert profile.lists is not None
    assert profile.lists.snapshot in said
    assert ("older than others that are kept" in said) is bool(told)
    assert told in said
    assert codes() == (["trusted-lists-rolled-back"] if told else [])


def test_a_rollback_is_told_when_the_cache_is_gone(shell: Shell) -> None:
    update_from(shell, {"EU.xml": TOP, "SE.xml": SE_2})
    update_from(shell, {"EU.xml": TOP, "SE.xml": SE_1})
    for cached in places.cache_folder().rglob("*.json"):
        cached.unlink()

    assert codes() == ["trusted-lists-rolled-back"]


def test_lists_of_other_signers_count_by_themselves(shell: Shell) -> None:
    other = list_signer("En annan kommission")
    update_from(shell, {"EU.xml": replace(TOP, sequence=300), "SE.xml": SE_3}, signer=other)

    _, said = update_from(shell, {"EU.xml": TOP, "SE.xml": SE_1})

    assert "older" not in said
    assert codes() == []


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"SE": "9"}', b'{"SE": true}', b"\xff", b"[" * 9])
def test_damaged_numbers_of_another_snapshot_hinder_nothing(shell: Shell, damage: bytes) -> None:
    update_from(shell, {"EU.xml": TOP, "SE.xml": SE_2})
    for numbers in places.snapshots_folder().rglob(NUMBERS):
        numbers.write_bytes(damage)

    assert update_from(shell, {"EU.xml": TOP, "SE.xml": SE_3})[0] == 0
    assert codes() == []


def test_what_was_kept_before_numbers_were_is_compared_when_it_is_in_use(shell: Shell) -> None:
    update_from(shell, {"EU.xml": TOP, "SE.xml": SE_2})
    for numbers in places.snapshots_folder().rglob(NUMBERS):
        numbers.unlink()

    _, said = update_from(shell, {"EU.xml": TOP, "SE.xml": SE_1})

    assert "older than others that are kept" in said


def test_of_two_profiles_the_newer_list_counts(shell: Shell) -> None:
    profiles = []
    for name, swedish in (("old", SE_1), ("new", SE_3), ("middle", SE_2)):
        update_from(shell, {"EU.xml": TOP, "SE.xml": swedish})
        profiles.append(str(shell.folder / f"{name}.toml"))
        shell.run("trust", "export", profiles[-1])

    for order in (profiles, profiles[::-1]):
        trust = load_trust(order, test=False)
        lists = lists_of(trust.listed)
        assert lists is not None
        assert len(trust.listed) == 1
        assert versions_of(lists).lists["SE"] == 3


def fetched(shell: Shell, mirror: Loopback, path: str = "/EU.xml") -> str:
    host = "lists.example.test"
    pem = COMMISSION.certificate.public_bytes(Encoding.PEM)
    argv = ["update", "--eu", "--location", mirror.url(path, host)]
    arguments = parse_trust([*argv, "--signer", shell.file("s.pem", pem)], Language.EN)
    shell.capsys.readouterr()
    assert update(arguments, places.profile_path(), LOCAL) == 0
    return shell.capsys.readouterr().out


def mirrored(mirror: Loopback, swedish: Published, sequence: int, path: str = "/EU.xml") -> None:
    location = mirror.url("/SE.xml", "lists.example.test")
    pointer = Points(territory="SE", location=location, signers=[OPERATOR])
    top = replace(TOP, sequence=sequence, pointers=[pointer])
    mirror.answers |= {
        path: reply(signed(top, COMMISSION)),
        "/SE.xml": reply(signed(swedish, OPERATOR)),
    }


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_an_older_list_that_is_fetched_does_not_take_a_newer_ones_place(
    shell: Shell, socket_enabled: None
) -> None:
    del socket_enabled
    with serving() as mirror:
        mirrored(mirror, SE_2, 10)
        fetched(shell, mirror)
        mirrored(mirror, SE_1, 11)
        said = fetched(shell, mirror)
        lists = lists_of(load_trust([], test=False).listed)
        mirrored(mirror, SE_3, 12)
        later = fetched(shell, mirror)

    assert "number 1 and is older than number 2" in said
    assert lists is not None
    assert dict(versions_of(lists).lists) == {"EU": 11, "SE": 2}
    assert "older" not in later
    assert codes() == []


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_an_older_list_of_lists_of_the_same_day_is_not_fetched_into_use(
    shell: Shell, socket_enabled: None
) -> None:
    del socket_enabled
    with serving() as mirror:
        mirrored(mirror, SE_2, 10)
        fetched(shell, mirror)
        before = read_profile(places.profile_path())
        mirrored(mirror, SE_2, 9)
        with pytest.raises(UsageError) as caught:
            fetched(shell, mirror)

    assert caught.value.code == "trust-lists-older"
    assert read_profile(places.profile_path()) == before


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_territory_that_begins_again_under_other_signers_is_used_and_told(
    shell: Shell, socket_enabled: None
) -> None:
    del socket_enabled
    with serving() as mirror:
        mirrored(mirror, SE_2, 10)
        fetched(shell, mirror)
        successor = list_signer("Efterträdaren")
        pointer = Points(
            territory="SE",
            location=mirror.url("/SE.xml", "lists.example.test"),
            signers=[successor],
        )
        top = replace(TOP, sequence=11, issued=TOP.issued + timedelta(days=1), pointers=[pointer])
        mirror.answers |= {
            "/EU.xml": reply(signed(top, COMMISSION)),
            "/SE.xml": reply(signed(SE_1, successor)),
        }
        said = fetched(shell, mirror)

    assert "older than others that are kept" in said
    assert "trusted-lists-rolled-back" in codes()


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("order", [("/a.xml", "/b.xml"), ("/b.xml", "/a.xml")])
def test_of_two_pointers_to_one_territory_the_newer_list_counts(
    shell: Shell, socket_enabled: None, order: tuple[str, str]
) -> None:
    del socket_enabled
    host = "lists.example.test"
    with serving() as mirror:
        pointers = [
            Points(territory="SE", location=mirror.url(path, host), signers=[OPERATOR])
            for path in order
        ]
        mirror.answers |= {
            "/EU.xml": reply(signed(replace(TOP, pointers=pointers), COMMISSION)),
            "/a.xml": reply(signed(SE_1, OPERATOR)),
            "/b.xml": reply(signed(SE_2, OPERATOR)),
        }
        fetched(shell, mirror)

    lists = lists_of(load_trust([], test=False).listed)
    assert lists is not None
    assert versions_of(lists).lists["SE"] == 2


@pytest.mark.parametrize("many", [True, False])
def test_a_folder_that_cannot_be_read_whole_is_told(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, *, many: bool
) -> None:
    if many:
        monkeypatch.setattr(snapshots, "MAX_FILES", 2)
    else:
        monkeypatch.setattr(snapshots, "MAX_LIST_SIZE", 8000)
    files = {
        "EU.xml": TOP,
        "SE.xml": SE_1,
        "SE-2.xml": replace(SE_2, services=[*SE_2.services] * 9),
    }

    code, said = update_from(shell, files)

    assert code == (2 if many else 0)
    assert ("more XML files there than can be lists" if many else "SE-2.xml is not used") in said
