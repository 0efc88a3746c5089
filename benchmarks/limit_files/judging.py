"""python -m benchmarks.limit_files.judging LIMIT LOWERED FILE ROOTS: judges one file, as JSON.

A limit of the worker is lowered to `LOWERED` (0: left as it is) and judged in a worker; any other
in this process, so that the figures are the limit's own.
"""

import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import fhvalidate
from fhvalidate import isolated

AT = datetime(2026, 3, 3, 10, tzinfo=UTC)
OF_WORKERS = {
    "worker_seconds": "seconds",
    "worker_megabytes": "memory",
    "drawing_seconds": "drawing_seconds",
    "drawing_megabytes": "drawing_memory",
}
# Findings that say of a limit of their own that it is passed, in place of `limit-exceeded`.
OWN_CODES = frozenset(
    {"attachments-not-examined", "chain-length-limit", "chain-search-limit", "text-unreadable"}
)


def main(name: str, lowered: int, file: Path, roots: Path) -> None:
    trust = fhvalidate.TrustAnchors.from_path(roots)
    before = _seconds()
    if name in OF_WORKERS:
        verdict, told = _in_worker(name, lowered, file, trust)
    else:
        verdict, told = _in_process(file, trust)
    seconds = _seconds() - before
    print(json.dumps([seconds, _megabytes(), verdict, sorted(told)]))


def _in_process(file: Path, trust: fhvalidate.TrustAnchors) -> tuple[str, set[str]]:
    try:
        report = fhvalidate.validate(file, trust=trust, at=AT)
    except fhvalidate.UsageError as error:
        return "refused", {error.code}
    return report.verdict.value, set(_told(json.loads(report.to_json())))


def _in_worker(
    name: str, lowered: int, file: Path, trust: fhvalidate.TrustAnchors
) -> tuple[str, set[str]]:
    limits = isolated.ResourceLimits()
    if lowered:
        limits = replace(limits, **{OF_WORKERS[name]: lowered})
    answer = isolated.within(limits)(file, trust=trust, at=AT)
    if isinstance(answer, isolated.NotJudged):
        return "not judged", {f"{answer.cause} ({answer.detail})"}
    return str(answer.report["verdict"]), set(_told(answer.report))


def _told(value: object) -> Iterator[str]:
    """The limits that a report says were passed, wherever in it."""
    if isinstance(value, dict):
        code, detail = value.get("code"), value.get("detail")
        if code == "limit-exceeded" and isinstance(detail, dict):
            yield str(detail.get("what"))
        elif code in OWN_CODES:
            yield str(code)
        elif code == "pages-not-examined" and isinstance(detail, dict):
            yield f"{code} ({detail.get('cause')})"
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, dict | list):
            yield from _told(item)


def _seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _megabytes() -> int:
    """The peak of this process and its children.

    Its own is read where it is only its own: getrusage counts who started the process, too.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    own = int(status.partition("VmHWM:")[2].split()[0])
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
