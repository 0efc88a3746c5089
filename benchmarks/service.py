"""What the service does with more clients than it has workers, and what a document costs it.

    python benchmarks/service.py [FILE.pdf] [--clients 50] [--workers 2] [--seconds 60] [--wait 5]

Clients ask on the loopback as fast as they are answered; one that is told to come again waits as
long as it is told, at most a second. It decides nothing; on a busy machine only the processor time
can be compared.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path

FILES = Path(__file__).parent.parent / "tests" / "fixtures" / "files"
TRUST = ("--trust", str(FILES / "trust"))
TICKS = os.sysconf("SC_CLK_TCK")
PORT = 8479


def family(pid: int) -> list[int]:
    """The process and those that it has started."""
    found = [pid]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found += family(int(stat.parent.name))
    return found


def spent(pid: int) -> tuple[float, float]:
    """Seconds of processor time of the process and of its workers, the ended ones too."""
    times = []
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        times.append((int(fields[11]) + int(fields[12])) / TICKS)
    return times[0], sum(times[1:])


def resident(pid: int) -> int:
    """Megabytes of memory of all of them."""
    page = os.sysconf("SC_PAGE_SIZE")
    sizes = (int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in family(pid))
    return sum(sizes) * page >> 20


def ask(data: bytes, until: float, answers: list[tuple[int, float]]) -> None:
    """Asks until then, and notes status and seconds of each answer."""
    connection = HTTPConnection("127.0.0.1", PORT)
    while time.monotonic() < until:
        began = time.monotonic()
        connection.request("POST", "/api/v1/validate", data, {"Content-Type": "application/pdf"})
        answer = connection.getresponse()
        answer.read()
        answers.append((answer.status, time.monotonic() - began))
        if answer.status == 503:
            time.sleep(min(float(answer.getheader("Retry-After") or 1), 1))
    connection.close()


def load(data: bytes, pid: int, clients: int, seconds: float) -> dict[str, object]:
    """What came of so many clients for so long."""
    answers: list[tuple[int, float]] = []
    before = spent(pid)
    began = time.monotonic()
    threads = [
        threading.Thread(target=ask, args=(data, began + seconds, answers)) for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    web, workers = (after - earlier for after, earlier in zip(spent(pid), before, strict=True))
    served = sorted(each for status, each in answers if status == 200)
    refused = sorted(each for status, each in answers if status == 503)
    return {
        "clients": clients,
        "seconds": round(took, 1),
        "statuses": dict(Counter(status for status, _ in answers)),
        "served a second": round(len(served) / took, 1),
        "p50 s": round(statistics.median(served), 3),
        "p99 s": round(served[int(len(served) * 0.99)], 3),
        "p99 s of 503": round(refused[int(len(refused) * 0.99)], 3) if refused else None,
        "web ms a document": round(web * 1000 / len(served), 1),
        "worker ms a document": round(workers * 1000 / len(served), 1),
        "memory MB": resident(pid),
    }


def batch_cost(file: Path, copies: int, folder: Path) -> float:
    """Milliseconds of processor time a document in a batch, above what a batch of one costs."""

    def cost(count: int) -> float:
        place = folder / f"of-{count}"
        place.mkdir()
        data = file.read_bytes()
        for number in range(count):
            # Different documents: a batch judges what is the same once.
            (place / f"{number}.pdf").write_bytes(data + b"\n" * number)
        command = [sys.executable, "-m", "fhvalidate", "batch", str(place), *TRUST, "--workers=1"]
        command += ["--out", str(folder / f"out-{count}")]
        before = os.times()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 2:
            raise SystemExit(done.stderr)
        after = os.times()
        return after[2] + after[3] - before[2] - before[3]

    return (cost(copies) - cost(1)) * 1000 / (copies - 1)


def main() -> None:
    """Prints a line for one client, one for many, and one for the batch."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", default=os.fspath(FILES / "minutes-b-lt.pdf"))
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--wait", type=int, default=5)
    parser.add_argument("--batch", type=int, default=100, metavar="COPIES")
    arguments = parser.parse_args()
    data = Path(arguments.file).read_bytes()
    command = [sys.executable, "-m", "fhvalidate", "serve", f"--port={PORT}", *TRUST]
    command += [f"--workers={arguments.workers}", f"--wait={arguments.wait}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as service:
        assert service.stderr is not None
        began = time.monotonic()
        service.stderr.readline()
        print(json.dumps({"answers after s": round(time.monotonic() - began, 2)}))
        try:
            load(data, service.pid, arguments.workers, 3)  # each worker has judged some before
            print(json.dumps(load(data, service.pid, 1, min(arguments.seconds, 20))))
            print(json.dumps(load(data, service.pid, arguments.clients, arguments.seconds)))
        finally:
            service.terminate()
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        cost = batch_cost(Path(arguments.file), arguments.batch, Path(folder))
    print(json.dumps({"batch ms a document": round(cost, 1)}))


if __name__ == "__main__":
    main()
