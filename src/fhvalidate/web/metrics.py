"""Metrics in Prometheus's text format 0.0.4: counts, and no name, digest or address in any label.

Written here, as it is thirty lines and one process; a client library would bring threads and labels
that anybody can add.
"""

from collections.abc import Iterable, Mapping
from threading import Lock

Labels = tuple[tuple[str, str], ...]
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds; a worker is given 30
PREFIX = "fhvalidate_"
COUNTERS = {
    "requests_total": "Requests that were answered, by interface and status.",
    "documents_total": "Documents that were judged, by interface and verdict.",
    "not_judged_total": "Documents that were not judged, by cause.",
    "refused_total": "Requests that were refused, by reason.",
    "worker_restarts_total": "Workers that a document ended, by cause.",
}
JUDGING = "judge_seconds"
_JUDGING_HELP = "Seconds from a document's place in the queue to its answer."


class Metrics:
    """What is counted since the service was started."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, Labels], int] = {}
        self._buckets = [0] * len(BUCKETS)
        self._seconds = 0.0
        self._judged = 0
        self._lock = Lock()

    def count(self, name: str, **labels: str) -> None:
        """One more of the counter, which is one of `COUNTERS`."""
        key = (name, tuple(sorted(labels.items())))
        with self._lock:
            self._counts[key] = self._counts.get(key, 0) + 1

    def took(self, seconds: float) -> None:
        """One document was answered after so many seconds."""
        with self._lock:
            self._judged += 1
            self._seconds += seconds
            for index, bound in enumerate(BUCKETS):
                self._buckets[index] += seconds <= bound

    def text(self, gauges: Mapping[str, Iterable[tuple[Labels, float]]]) -> str:
        """All of it, with the gauges by their names."""
        with self._lock:
            counts, buckets = dict(self._counts), list(self._buckets)
            seconds, judged = self._seconds, self._judged
        lines = []
        for name, about in COUNTERS.items():
            lines += [f"# HELP {PREFIX}{name} {about}", f"# TYPE {PREFIX}{name} counter"]
            lines += [
                _line(name, labels, number)
                for (each, labels), number in sorted(counts.items())
                if each == name
            ]
        lines += [
            f"# HELP {PREFIX}{JUDGING} {_JUDGING_HELP}",
            f"# TYPE {PREFIX}{JUDGING} histogram",
        ]
        bounds = [*map(str, BUCKETS), "+Inf"]
        for bound, number in zip(bounds, [*buckets, judged], strict=True):
            lines.append(_line(f"{JUDGING}_bucket", (("le", bound),), number))
        lines += [_line(f"{JUDGING}_sum", (), seconds), _line(f"{JUDGING}_count", (), judged)]
        for name, values in gauges.items():
            lines.append(f"# TYPE {PREFIX}{name} gauge")
            lines += [_line(name, labels, number) for labels, number in values]
        return "\n".join(lines) + "\n"


def _line(name: str, labels: Labels, number: float) -> str:
    shown = ",".join(f'{key}="{_escaped(value)}"' for key, value in labels)
    return f"{PREFIX}{name}{{{shown}}} {number:.10g}" if shown else f"{PREFIX}{name} {number:.10g}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
