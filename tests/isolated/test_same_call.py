"""`isolated.validate` is the same call: each argument reaches the worker."""

import inspect
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

import fhvalidate
from fhvalidate import Knowledge, TextRecognition, isolated
from fhvalidate.fetch.addresses import is_public
from fhvalidate.fetch.evidence import fetching
from fhvalidate.fetch.request import Network
from fhvalidate.isolated import Cause, Judged, NotJudged, ResourceLimits
from fhvalidate.isolated.codec import decode, encode
from fhvalidate.report.model import Report
from fhvalidate.store.evidence_cache import DiskCache
from fhvalidate.trust.anchors import TrustAnchors
from tests.batch.places import FILES, OWN_TABLE
from tests.fetch.server import Loopback, reply, serving
from tests.pki import ANNA, EPOCH, Authority
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
SIGNED = FILES / "minutes-b-lt.pdf"


@pytest.fixture
def proxy(socket_enabled: None) -> Iterator[Loopback]:
    del socket_enabled
    with serving() as server:
        yield server


def same(answer: Judged | NotJudged, report: Report) -> bool:
    """Whether both say the same, but for when."""
    assert isinstance(answer, Judged), answer
    one, two = json.loads(answer.text), json.loads(report.to_json())
    return bool(one | {"produced_at": ""} == two | {"produced_at": ""})


def both(source: object, **given: Any) -> bool:
    here = fhvalidate.validate(source, **given)  # type: ignore[arg-type]
    return same(isolated.validate(source, **given), here)  # type: ignore[arg-type]


def test_the_two_take_the_same_arguments() -> None:
    taken = inspect.signature(isolated.validate).parameters

    assert taken == inspect.signature(fhvalidate.validate).parameters


def test_profiles_and_tables_of_ones_own_reach_the_worker(
    trust: TrustAnchors, tmp_path: Path
) -> None:
    (tmp_path / "own.toml").write_text(OWN_TABLE, encoding="utf-8")
    own = Knowledge.from_path(tmp_path)

    assert both(SIGNED, trust=trust, at=AT, knowledge=own)
    assert encode(decode(encode(own))) == encode(own)


@pytest.mark.parametrize("choice", TextRecognition)
def test_text_recognition_is_the_callers_choice(
    trust: TrustAnchors, choice: TextRecognition
) -> None:
    assert both(FILES / "minutes-printed.pdf", trust=trust, at=AT, text_recognition=choice)


def test_the_evidence_that_was_at_hand_comes_from_the_worker_as_bytes(
    trust: TrustAnchors, tmp_path: Path
) -> None:
    isolated.validate(SIGNED, trust=trust, at=AT, evidence_out=tmp_path / "there")
    fhvalidate.validate(SIGNED, trust=trust, at=AT, evidence_out=tmp_path / "here")

    there = {p.name: p.read_bytes() for p in (tmp_path / "there").rglob("*") if p.is_file()}
    here = {p.name: p.read_bytes() for p in (tmp_path / "here").rglob("*") if p.is_file()}
    assert there.keys() == here.keys()
    assert len(there) > 1


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_what_a_worker_lacks_is_fetched_by_its_caller(proxy: Loopback, tmp_path: Path) -> None:
    host = "http://93.184.216.34"
    root = Authority.root()
    authority = root.issue_authority(crl_url=f"{host}/root.crl")
    signer = authority.issue_person(ANNA, crl_url=f"{host}/ca.crl")
    for path, crl in (("root", root.crl()), ("ca", authority.crl())):
        data = crl.public_bytes(Encoding.DER)
        proxy.answers[f"{host}/{path}.crl"] = reply(data)
    network = Network(proxies=(("http", proxy.url("")),), timeout=5)
    fetch = fetching(network, DiskCache(tmp_path))
    trust = TrustAnchors.from_pem_or_der(root.pem, name="root.pem")
    given: dict[str, Any] = {"trust": trust, "at": EPOCH + timedelta(minutes=30)}
    data = sign_b_b(minutes(), signer)

    offline = isolated.validate(data, **given)
    online = isolated.validate(data, fetch=fetch, **given)

    assert isinstance(offline, Judged)
    assert isinstance(online, Judged)
    assert (offline.report["verdict"], online.report["verdict"]) == ("indeterminate", "valid")
    assert sorted(proxy.asked) == [f"{host}/ca.crl", f"{host}/root.crl"]
    assert same(online, fhvalidate.validate(data, fetch=fetch, **given))


def test_what_is_no_value_is_not_sent() -> None:
    made_here = Knowledge(Knowledge.built_in().profiles, Knowledge.built_in().tables)

    with pytest.raises(TypeError, match="cannot be sent to a worker"):
        encode(made_here)
    with pytest.raises(TypeError, match="no value of this package"):
        decode({"$function": "os:system"})
    assert decode(encode(is_public)) is is_public


@pytest.mark.parametrize(
    "call",
    [
        lambda validate: validate(b"", trust=None),
        lambda validate: validate(b"", trust=TrustAnchors.none(), at=datetime(2026, 3, 3)),
        lambda validate: validate(b"", trust=TrustAnchors.none(), policy="default"),
        lambda validate: validate(b"", trust=TrustAnchors.none(), unheard_of=1),
        lambda validate: validate(Path("/"), trust=TrustAnchors.none()),
    ],
)
def test_a_wrong_call_raises_here_what_it_raises_there(call: Callable[[Any], object]) -> None:
    with pytest.raises(Exception) as there:  # noqa: PT011 - compared
        call(isolated.validate)
    with pytest.raises(type(there.value)) as here:
        call(fhvalidate.validate)

    assert str(there.value) in str(here.value)


def test_limits_of_ones_own(trust: TrustAnchors) -> None:
    with (FILES / "minutes-b-lt.pdf").open("rb") as file:
        data = file.read()

    answer = isolated.within(ResourceLimits(seconds=0.1))(data * 200, trust=trust, at=AT)

    assert isinstance(answer, NotJudged)
    assert answer.cause is Cause.TIMEOUT
