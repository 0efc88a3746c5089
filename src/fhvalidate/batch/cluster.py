"""The same examination on a Dask cluster: workers read and judge, the driver alone writes.

Each Dask worker judges in isolated processes of its own, so what Dask carries between machines is
made of what this package's own processes say: digests, and reports as checked JSON text. No object
of a parsed file is among it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from platform import python_version
from threading import Lock
from typing import Any

from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen
from fhvalidate.isolated import (
    Cause,
    Digest,
    IsolatedWorker,
    Judged,
    Member,
    NotJudged,
    Place,
    ResourceLimits,
    Settings,
)
from fhvalidate.isolated.answers import Unchecked
from fhvalidate.poe import HeldSince
from fhvalidate.system_errors import reason_of
from fhvalidate.version import __version__

AHEAD = 2  # documents for each thread of the cluster, so that none waits for the driver
WORKER_DEATHS = 3  # of Dask workers with the same document; then the document is to blame
COMPARED = ("pikepdf", "pypdfium2", "asn1crypto", "cryptography", "lxml")
CONNECT_SECONDS = 30


@frozen
class RemoteExaminer:
    """Judges on whichever machine of the cluster is free; Dask tries again what a lost one had."""

    client: Any
    settings: Any
    limits: ResourceLimits

    def digest(self, place: Place) -> Digest | NotJudged:
        """The digest of the bytes at the place, as a worker reads them."""
        answer = self._ask("digest", place)
        return answer if isinstance(answer, (Digest, NotJudged)) else _unexpected()

    def members(self, place: Place) -> tuple[Member, ...] | NotJudged:
        """The files in the ZIP archive at the place."""
        answer = self._ask("members", place)
        return answer if isinstance(answer, (tuple, NotJudged)) else _unexpected()

    def judge(
        self, place: Place, *, sha256: str, held_since: HeldSince | None
    ) -> Unchecked | Digest | NotJudged:
        """The report, unchecked; the new digest when the bytes are no longer those of `sha256`."""
        answer = self._ask("judge", place, sha256, held_since)
        if not isinstance(answer, str):
            return answer if isinstance(answer, (Digest, NotJudged)) else _unexpected()
        return Unchecked(sha256, answer.encode("utf-8", "backslashreplace"))

    def close(self) -> None:
        """Nothing here was started by this examiner alone."""

    def _ask(self, what: str, place: Place, *arguments: Any) -> Any:
        from distributed import KilledWorker

        future = self.client.submit(
            examine, self.settings, self.limits, what, place, *arguments, pure=False, retries=0
        )
        try:
            return future.result()
        except KilledWorker:
            return NotJudged(Cause.CRASH, "cluster worker")
        finally:
            future.release()


# Of one Dask worker process: idle isolated workers, by the settings that they were started with.
_idle: dict[str, list[IsolatedWorker]] = {}
_idle_lock = Lock()


def examine(
    settings: str, limits: ResourceLimits, what: str, place: Place, *arguments: Any
) -> str | Digest | NotJudged | tuple[Member, ...]:
    """What runs on the cluster: one question to an isolated worker of that machine."""
    key = f"{settings}{limits}"
    with _idle_lock:
        free = _idle.setdefault(key, [])
        worker = free.pop() if free else None
    worker = worker or IsolatedWorker(Settings.from_json(json.loads(settings)), limits)
    try:
        match what:
            case "digest":
                return worker.digest(place)
            case "members":
                return worker.members(place)
            case _:
                sha256, held_since = arguments
                answer = worker.judge(place, sha256=sha256, held_since=held_since)
                if not isinstance(answer, Unchecked):
                    return answer
                checked = answer.checked()
                return checked.text if isinstance(checked, Judged) else checked
    finally:
        with _idle_lock:
            _idle[key].append(worker)


@contextmanager
def connected(
    url: str, settings: Settings, limits: ResourceLimits, *, workers: int
) -> Iterator[tuple[RemoteExaminer, ...]]:
    """Examiners on the cluster at the URL, or on one that is started here for `local`.

    Raises:
        UsageError: `extra-missing`, `cluster-unreachable`, `cluster-version-differs`.
    """
    try:
        import dask
        import distributed
    except ImportError as error:
        raise UsageError("extra-missing", extra="cluster", package="distributed") from error
    library: Any = distributed  # which has no types
    with dask.config.set({"distributed.scheduler.allowed-failures": WORKER_DEATHS}):
        local = None
        try:
            if url == "local":
                local = library.LocalCluster(
                    n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
                )
            client = library.Client(local or url, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError("cluster-unreachable", url=url, reason=reason_of(error)) from error
        try:
            _compare_versions(client)
            text = json.dumps(settings.to_json())
            spread = client.scatter(text, broadcast=True, hash=True)
            threads = sum(_workers(client).values())
            examiner = RemoteExaminer(client, spread, limits)
            yield tuple([examiner] * max(1, threads * AHEAD))
        finally:
            client.close()
            if local is not None:
                local.close()


def versions() -> dict[str, str]:
    """What a verdict depends on, on this machine."""
    found = {"fhvalidate": __version__, "python": python_version()}
    for name in COMPARED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def _compare_versions(client: Any) -> None:
    client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    own = versions()
    for address, theirs in client.run(versions).items():
        for name, here in own.items():
            if theirs.get(name) != here:
                raise UsageError(
                    "cluster-version-differs",
                    worker=str(address),
                    package=name,
                    here=here,
                    there=str(theirs.get(name)),
                )


def _workers(client: Any) -> dict[str, int]:
    """How many threads each worker has, by its address."""
    found = client.scheduler_info(n_workers=-1)["workers"]
    return {address: int(info["nthreads"]) for address, info in found.items()}


def _unexpected() -> NotJudged:
    return NotJudged(Cause.CRASH, "protocol")
