"""A kill in the middle of any `trust` command leaves the profile as before or as after.

The command runs in a forked process that really kills itself with SIGKILL at one of the moments
when it is about to touch the disk: every such moment in turn.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate import places
from fhvalidate.api import topmost_certificates
from fhvalidate.cli.main import run
from fhvalidate.trust.profile import Profile, read_profile
from fhvalidate.trust.snapshots import load_snapshot
from tests.pki import ANNA, Authority
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b
from tests.trust.published import der_of
from tests.trust.test_list_set import COMMISSION, published

MAX_MOMENTS = 200
FIRST = Authority.root("Första exempel-CA")
SECOND = Authority.root("Andra exempel-CA")
TOUCHING = frozenset({"open", "os.rename", "os.mkdir", "os.remove", "shutil.rmtree", "os.rmdir"})


def killed_at(moment: int, argv: Sequence[str], folder: Path) -> bool:
    """Whether the command was killed; False when it was over before the moment came."""
    child = os.fork()
    if child == 0:
        _kill_at(moment, folder)
        with Path(os.devnull).open("w") as nowhere:
            sys.stdout = sys.stderr = nowhere
            os._exit(run(argv))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def _kill_at(moment: int, folder: Path) -> None:
    """Has this process killed when it touches the folder for the nth time."""
    count = 0

    def touch() -> None:
        nonlocal count
        count += 1
        if count == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in TOUCHING and any(str(folder) in str(a) for a in arguments[:2]):
            touch()

    flush = os.fsync

    def flushing(fd: Any) -> None:
        touch()
        flush(fd)
        touch()

    os.fsync = flushing
    sys.addaudithook(hook)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """What the commands are given."""
    made = {
        "first.pem": FIRST.pem,
        "second.pem": SECOND.pem,
        "signer.pem": COMMISSION.certificate.public_bytes(Encoding.PEM),
        "good.pdf": sign_b_b(minutes(), SECOND.issue_person(ANNA), embeds_root=True),
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    lists = tmp_path / "lists"
    lists.mkdir()
    for name, data in published().items():
        (lists / name).write_bytes(data)
    exported = tmp_path / "exported.toml"
    assert run(["trust", "add", str(tmp_path / "second.pem"), "--profile", str(exported)]) == 0
    return {path.name: str(path) for path in tmp_path.iterdir()}


def fingerprint(authority: Authority) -> str:
    return sha256(der_of(authority.certificate)).hexdigest()


COMMANDS: dict[str, Callable[[dict[str, str]], list[str]]] = {
    "add": lambda files: ["add", files["second.pem"]],
    "remove": lambda _: ["remove", fingerprint(FIRST)],
    "import": lambda files: ["import", files["exported.toml"]],
    "learn": lambda files: ["learn", files["good.pdf"], "--yes", learnt(files)],
    "update": lambda files: [
        "update",
        "--eu",
        "--snapshot",
        files["lists"],
        "--signer",
        files["signer.pem"],
    ],
}


def learnt(files: dict[str, str]) -> str:
    return sha256(topmost_certificates(files["good.pdf"])[0].issuer).hexdigest()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_kill_leaves_the_profile_as_before_or_after(
    command: str, files: dict[str, str], own_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = places.profile_path()
    argv = ["trust", *COMMANDS[command](files)]
    assert run(["trust", "add", files["first.pem"]]) == 0
    before = path.read_bytes()
    capsys.readouterr()

    seen: list[Profile] = []
    for moment in range(1, MAX_MOMENTS):
        path.write_bytes(before)
        killed = killed_at(moment, argv, own_folders)
        profile = read_profile(path)
        seen.append(profile)
        assert not profile.changed_elsewhere
        if profile.lists is not None:
            load_snapshot(
                profile.lists, folder=places.snapshots_folder(), cache=own_folders / "other"
            )
        if not killed:
            break

    assert len(seen) > 4, "the command was never killed"
    after = seen[-1]
    assert after != seen[0]
    assert all(profile in (seen[0], after) or _same_but_added(profile, after) for profile in seen)


def _same_but_added(one: Profile, other: Profile) -> bool:
    """Whether they differ only in when their anchors were added: each run has its own time."""
    return [e.key for e in one.entries] == [e.key for e in other.entries] and (
        one.lists == other.lists
    )


def test_a_change_waits_for_the_one_that_is_going_on(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    children = []
    for name in ("first.pem", "second.pem"):
        child = os.fork()
        if child == 0:
            with Path(os.devnull).open("w") as nowhere:
                sys.stdout = sys.stderr = nowhere
                os._exit(run(["trust", "add", files[name]]))
        children.append(child)
    assert all(os.waitpid(child, 0)[1] == 0 for child in children)
    capsys.readouterr()

    assert len(read_profile(places.profile_path()).entries) == 2
