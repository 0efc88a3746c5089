"""A trust profile limits what it believes wherever it is read, whatever its file looks like."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fhvalidate import Evidence, TrustAnchors, Verdict, validate
from fhvalidate.errors import UsageError
from fhvalidate.store.trust import load_trust
from fhvalidate.trust.anchors import Purpose
from fhvalidate.trust.profile import Profile, dumps
from fhvalidate.trust.profile_entry import Entry
from fhvalidate.x509.certificates.certificate import read_certificate
from tests.pki import EPOCH, VALIDATED_AT
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_lt
from tests.pki.world import shared_world
from tests.trust.published import der_of

WORLD = shared_world()
SIGNED = sign_b_lt(minutes(), WORLD.chair, WORLD.time_stamps, WORLD.validation_data())
ROOT = read_certificate(der_of(WORLD.root.certificate))
STAMPS = read_certificate(der_of(WORLD.time_stamp_root.certificate))
PEM = WORLD.time_stamp_root.pem


def entry(purpose: Purpose, *, until: datetime | None = None) -> Entry:
    return Entry(ROOT, purpose, "roten", "rot.pem", EPOCH, until=until)


def profile(*entries: Entry) -> bytes:
    stamps = Entry(STAMPS, Purpose.TIMESTAMP, "tid", "tid.pem", EPOCH)
    return dumps(Profile(entries=(*entries, stamps)))


FOR_TIME_ALONE = profile(entry(Purpose.TIMESTAMP))
ENDED = profile(entry(Purpose.SIGNATURE, until=EPOCH - timedelta(days=30)))
GOOD = profile(entry(Purpose.SIGNATURE))
LIMITED = {"for time-stamps alone": FOR_TIME_ALONE, "until a date": ENDED}

# The same profile, as editors, shells and other programs leave it.
WRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "as it is": bytes,
    "with a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "with line ends of Windows": lambda data: data.replace(b"\n", b"\r\n"),
    "with line ends of old": lambda data: data.replace(b"\n", b"\r"),
    "in UTF-16": lambda data: data.decode().encode("utf-16"),
    "in UTF-16 of the other order": lambda data: b"\xfe\xff" + data.decode().encode("utf-16-be"),
    "after a long comment": lambda data: b"# " + b"x" * 5000 + b"\n" + data,
    "after certificates": lambda data: PEM + data,
    "before certificates": lambda data: data + PEM,
    "twice": lambda data: data + data,
    "cut short": lambda data: data[: data.rindex(b"-----END") + 25],
    "without what says its format": lambda data: data.replace(
        b'format = "fhvalidate/trust/1"\n', b""
    ),
    "of a later format": lambda data: data.replace(b"trust/1", b"trust/2"),
    "its anchors alone": lambda data: data[data.index(b"[[anchor]]") :],
    "its settings alone": lambda data: data[data.index(b"[[anchor]]") :].replace(
        b"[[anchor]]", b""
    ),
    "as one line a certificate": lambda data: data.replace(b'"""\n-----BEGIN', b'"""-----BEGIN'),
    "as JSON": lambda data: data.replace(b'certificate = """\n', b'"ca": "').replace(b" = ", b": "),
    "with single quotes": lambda data: data.replace(b'"""', b"'''"),
    "with spaced tables": lambda data: data.replace(b"[[anchor]]", b"  [[ 'anchor' ]]").replace(
        b"format", b"# format"
    ),
}
PLACES: dict[str, Callable[[Path, bytes], Path]] = {}


def place(name: str) -> Callable[[Callable[[Path, bytes], Path]], Callable[[Path, bytes], Path]]:
    def kept(function: Callable[[Path, bytes], Path]) -> Callable[[Path, bytes], Path]:
        PLACES[name] = function
        return function

    return kept


@place("the file")
def _file(folder: Path, data: bytes) -> Path:
    (folder / "trust.toml").write_bytes(data)
    return folder / "trust.toml"


@place("the file by another name")
def _renamed(folder: Path, data: bytes) -> Path:
    (folder / "rot.pem").write_bytes(data)
    return folder / "rot.pem"


@place("a folder")
def _folder(folder: Path, data: bytes) -> Path:
    (folder / "trust.toml").write_bytes(data)
    return folder


@place("a folder, by another name, beside others")
def _beside(folder: Path, data: bytes) -> Path:
    (folder / "profil").write_bytes(data)
    (folder / "tid.cer").write_bytes(PEM)
    return folder


@place("a folder in a folder")
def _deeper(folder: Path, data: bytes) -> Path:
    (folder / "i").mkdir()
    (folder / "i" / "trust.toml").write_bytes(data)
    (folder / "tid.pem").write_bytes(PEM)
    return folder


def verdicts(path: Path) -> set[Verdict | None]:
    """What is answered with the path as trust, by the library and by the command; None: refused."""
    found: set[Verdict | None] = set()
    for read in (
        TrustAnchors.from_path,
        lambda path: load_trust([str(path)], test=False),
        lambda path: TrustAnchors.from_pem_or_der(path.read_bytes(), name=path.name),
    ):
        try:
            trust = read(path)
        except (UsageError, IsADirectoryError):
            found.add(None)
        else:
            found.add(validate(SIGNED, trust=trust, at=VALIDATED_AT).verdict)
    return found


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("limit", LIMITED)
def test_what_a_profile_limits_is_never_believed_without_limits(
    tmp_path: Path, limit: str, written: str
) -> None:
    for number, put in enumerate(PLACES.values()):
        (tmp_path / str(number)).mkdir()
        path = put(tmp_path / str(number), WRITTEN[written](LIMITED[limit]))

        assert Verdict.VALID not in verdicts(path)


@pytest.mark.parametrize("limit", LIMITED)
@pytest.mark.parametrize("put", ["the file", "the file by another name", "a folder"])
def test_the_report_is_the_same_wherever_the_profile_stands(
    tmp_path: Path, limit: str, put: str
) -> None:
    (tmp_path / "f").mkdir()
    given = PLACES[put](tmp_path / "f", LIMITED[limit])
    (tmp_path / "trust.toml").write_bytes(LIMITED[limit])

    expected = TrustAnchors.from_profile(tmp_path / "trust.toml")

    assert TrustAnchors.from_path(given) == expected
    report = validate(SIGNED, trust=expected, at=VALIDATED_AT)
    assert report.verdict is Verdict.INDETERMINATE
    assert report.trust is not None
    assert [source.kind for source in report.trust.sources] == ["profile"]


@pytest.mark.parametrize("put", ["the file", "the file by another name", "a folder"])
@pytest.mark.parametrize(
    "written", ["as it is", "with a byte order mark", "in UTF-16", "with line ends of Windows"]
)
def test_a_profile_that_believes_the_root_makes_a_signature_valid_from_everywhere(
    tmp_path: Path, put: str, written: str
) -> None:
    path = PLACES[put](tmp_path, WRITTEN[written](GOOD))

    trust = TrustAnchors.from_path(path)

    assert validate(SIGNED, trust=trust, at=VALIDATED_AT).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "written",
    ["after certificates", "before certificates", "cut short", "of a later format", "as JSON"],
)
def test_what_was_a_profile_is_refused_by_name(tmp_path: Path, written: str) -> None:
    (tmp_path / "rot.pem").write_bytes(WRITTEN[written](FOR_TIME_ALONE))
    (tmp_path / "tid.pem").write_bytes(PEM)

    for path in (tmp_path, tmp_path / "rot.pem"):
        with pytest.raises(UsageError) as caught:
            TrustAnchors.from_path(path)
        assert caught.value.code in {"trust-profile-malformed", "trust-profile-unreadable"}
        assert caught.value.detail["path"] == "rot.pem"


def test_a_file_that_is_no_profile_is_not_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "rot.pem").write_bytes(PEM)

    with pytest.raises(UsageError) as no_profile:
        TrustAnchors.from_profile(tmp_path / "rot.pem")
    with pytest.raises(UsageError) as nothing:
        TrustAnchors.from_profile(tmp_path / "finns-inte.toml")

    assert no_profile.value.code in {"trust-profile-malformed", "trust-profile-unreadable"}
    assert nothing.value.code == "trust-path-missing"


def test_what_policies_a_profile_asks_for_holds_beside_other_certificates(tmp_path: Path) -> None:
    data = GOOD.replace(
        b"[[anchor]]", b'[path]\npolicies = ["1.2.3"]\nexplicit_policy = true\n\n[[anchor]]', 1
    )
    (tmp_path / "trust.toml").write_bytes(data)
    (tmp_path / "rot.pem").write_bytes(WORLD.root.pem)

    trust = TrustAnchors.from_path(tmp_path)

    assert trust.path_inputs.explicit_policy
    assert validate(SIGNED, trust=trust, at=VALIDATED_AT).verdict is not Verdict.VALID


NOTED = b"""Bag Attributes
    friendlyName: 'Rot'
subject=C = SE, O = "Exempel, AB"

issuer=C = SE, CN = "Exempel, AB"
"""


def test_notes_between_the_blocks_of_a_bundle_do_not_make_it_a_profile(tmp_path: Path) -> None:
    (tmp_path / "rot.pem").write_bytes(NOTED + WORLD.root.pem + NOTED + PEM)

    assert TrustAnchors.from_path(tmp_path / "rot.pem").count == 2


def test_evidence_in_the_form_of_a_profile_makes_nobody_trusted(tmp_path: Path) -> None:
    (tmp_path / "trust.toml").write_bytes(GOOD)

    evidence = Evidence.from_path(tmp_path)
    report = validate(SIGNED, trust=TrustAnchors.none(), evidence=evidence, at=VALIDATED_AT)

    assert report.verdict is Verdict.INDETERMINATE
