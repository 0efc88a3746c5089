"""Thirty files damaged at random, each judged in an isolated worker: all end in a report.

    python -m tests.hostile.mutations --count 20000 --seed 1 --keep FOLDER

Bytes are changed, tokens are put in each other's place, and objects are exchanged: in the file as
it lies, in an update that is appended to it, and in a file written anew, which readers go deeper
into. What is no report and no limit is kept in FOLDER: a defect, that becomes a test.
"""

import argparse
import io
import random
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import pikepdf

from fhvalidate.isolated import (
    Cause,
    IsolatedWorker,
    Judged,
    NotJudged,
    ResourceLimits,
    Settings,
)
from fhvalidate.isolated.examiner import Asked
from fhvalidate.policy import Policy
from fhvalidate.source_file import SourceFile
from fhvalidate.trust.anchors import TrustAnchors
from tests.pdf.handmade import update
from tests.shared import CORPUS

FILES = Path(__file__).parents[1] / "fixtures" / "files"
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
COUNT = 30  # files
LARGEST = 300_000  # bytes: of the given files only such are taken
SLOW = "subnoto-pdfsign/testfile50.pdf"
LIMITS = ResourceLimits(seconds=30, memory=1536)

_TOKEN = re.compile(rb"\d+|/?[A-Za-z]+|<<|>>|[\[\]()<>/%]|[\r\n]+")
_OBJECT = re.compile(rb"\d+ \d+ obj\b.*?\bendobj", re.DOTALL)
WORDS = (
    *(b"0", b"1", b"-1", b"65535", b"65536", b"2147483648", b"99999999999999999999", b"1e9", b"."),
    *(b"<<", b">>", b"[", b"]", b"(", b")", b"<", b">", b"%", b"/", b"null", b"true", b"\x00"),
    *(b"obj", b"endobj", b"stream", b"endstream", b"xref", b"trailer", b"startxref", b"%%EOF"),
    *(b"/Root", b"/Prev", b"/Size", b"/Kids", b"/Parent", b"/Length", b"/Filter", b"/Type", b"/W"),
    *(b"/ByteRange", b"/Contents", b"/V", b"/Annots", b"/AP", b"/Resources", b"/DecodeParms"),
    *(b"/FlateDecode", b"/LZWDecode", b"/ASCII85Decode", b"/ASCIIHexDecode", b"/RunLengthDecode"),
    *(b"/DCTDecode", b"/JPXDecode", b"/JBIG2Decode", b"/CCITTFaxDecode", b"/Crypt", b"1 0 R"),
)


@cache
def files() -> tuple[tuple[str, bytes], ...]:
    """The project's own fixtures and, where they are at hand, given files."""
    own = [(path.name, path.read_bytes()) for path in sorted(FILES.glob("*.pdf"))]
    given = sorted(path for path in CORPUS.rglob("*.pdf") if path.stat().st_size <= LARGEST)
    wanted = COUNT - len(own)
    chosen = given[:: max(1, len(given) // wanted)][: wanted - 1] if given else []
    slow = [CORPUS / SLOW] if (CORPUS / SLOW).is_file() else []
    return (*own, *((str(path.relative_to(CORPUS)), path.read_bytes()) for path in chosen + slow))


def in_bytes(rng: random.Random, data: bytes) -> bytes:
    """Some bytes changed, put in, taken out, doubled or cut off."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        at = rng.randrange(len(changed) + 1)
        end = min(len(changed), at + rng.choice((1, 1, 2, 8, 100, 5000)))
        match rng.randrange(6):
            case 0:
                changed[at:end] = rng.randbytes(end - at)
            case 1:
                changed[at:at] = rng.randbytes(rng.randrange(1, 9))
            case 2:
                del changed[at:end]
            case 3:
                changed[at:at] = changed[at:end]
            case 4 if changed:
                changed[at - 1] ^= 1 << rng.randrange(8)
            case _:
                if rng.random() < 0.1:
                    del changed[at:]
    return bytes(changed)


def in_tokens(rng: random.Random, data: bytes) -> bytes:
    """Some words and numbers put in each other's place, or others put there."""
    for _ in range(rng.choice((1, 1, 2, 5))):
        here, there = (_token(rng, data) for _ in range(2))
        word = rng.choice(WORDS) if rng.random() < 0.6 else data[slice(*there)]
        data = data[: here[0]] + word + data[here[1] :]
    return data


def _token(rng: random.Random, data: bytes) -> tuple[int, int]:
    found = _TOKEN.search(data, rng.randrange(len(data) + 1))
    return found.span() if found is not None else (0, 0)


def in_objects(rng: random.Random, data: bytes) -> bytes:
    """Some objects as they lie, dropped, doubled or put in each other's place."""
    for _ in range(rng.choice((1, 2, 4))):
        spans = [match.span() for match in _OBJECT.finditer(data)]
        if not spans:
            return in_bytes(rng, data)
        (start, end), (first, last) = rng.choice(spans), rng.choice(spans)
        put = rng.choice((b"", data[first:last], data[start:end] + b"\n" + data[first:last]))
        data = data[:start] + put + data[end:]
    return data


def in_an_update(rng: random.Random, data: bytes) -> bytes:
    """Objects replaced by damaged ones, in a well-formed update at the end."""
    bodies = [match[0] for match in _OBJECT.finditer(data)]
    chosen = rng.choices(bodies, k=rng.choice((1, 1, 3)))
    new = {}
    for each in chosen:
        header, _, body = each.partition(b" obj")
        damaged = in_tokens(rng, body.removesuffix(b"endobj"))
        other = rng.choice(bodies).partition(b" ")[0]
        new[int(header.split()[0] if rng.random() < 0.8 else other)] = damaged
    return update(data, new)


def written_anew(rng: random.Random, data: bytes) -> bytes:
    """Values exchanged and streams damaged inside, in a file that is then written as it should."""
    with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
        things = [each for each in list(pdf.objects)[:5000] if _is_container(each)]
        for _ in range(rng.choice((1, 2, 5))):
            _disturb(rng, pdf, things)
        file = io.BytesIO()
        modes = pikepdf.ObjectStreamMode
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is damaged: that is the point
            pdf.save(
                file,
                deterministic_id=True,
                fix_metadata_version=False,
                object_stream_mode=rng.choice((modes.disable, modes.generate)),
                compress_streams=rng.random() < 0.5,
            )
        return file.getvalue()


def _is_container(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream)


def _disturb(rng: random.Random, pdf: pikepdf.Pdf, things: list[pikepdf.Object]) -> None:
    thing, other = rng.choice(things), rng.choice(things)
    if isinstance(thing, pikepdf.Stream) and rng.random() < 0.5:
        thing.write((in_bytes if rng.random() < 0.3 else in_tokens)(rng, thing.read_bytes()))
        return
    if isinstance(thing, pikepdf.Array):
        if len(thing):
            thing[rng.randrange(len(thing))] = _value(rng, pdf, other)
        return
    keys = sorted(thing.keys())
    names = [word.decode() for word in WORDS if word.startswith(b"/") and len(word) > 1]
    key = rng.choice(keys or names) if rng.random() < 0.8 else rng.choice(names)
    if key == "/Length":
        return
    if rng.random() < 0.2 and key in keys:
        del thing[key]
    else:
        thing[key] = _value(rng, pdf, other)


def _value(rng: random.Random, pdf: pikepdf.Pdf, other: pikepdf.Object) -> object:
    return rng.choice(
        (
            other,
            pdf.Root,
            pdf.pages[0].obj if len(pdf.pages) else pdf.Root,
            pikepdf.Name(rng.choice(("/FlateDecode", "/Sig", "/Page", "/Widget", "/A B"))),
            pikepdf.String(rng.choice(("", "(\\)", "\u202e", "D:2026", "x" * 1000))),
            pikepdf.Array([]),
            pikepdf.Dictionary(),
            rng.choice((0, -1, 1, 65536, 2**31, 10**12)),
            rng.random() < 0.5,
        )
    )


Mutation = Callable[[random.Random, bytes], bytes]
MUTATIONS: tuple[Mutation, ...] = (in_bytes, in_tokens, in_objects, in_an_update, written_anew)


def mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """So many damaged files, each with what was done to which; the same for the same seed."""
    rng = random.Random(seed)
    for number in range(count):
        name, data = files()[number % len(files())]
        mutation = rng.choice(MUTATIONS)
        state = random.Random(rng.getrandbits(64))
        # What a writer refuses, and what has no objects, is damaged in its bytes instead.
        with suppress(Exception):
            yield f"{number}-{mutation.__name__}-{Path(name).name}", mutation(state, data)
            continue
        yield f"{number}-in_bytes-{Path(name).name}", in_bytes(state, data)


@dataclass(slots=True)
class Tally:
    """What became of the mutants.

    Attributes:
        ends: how many ended in each verdict, or in each limit.
        defects: what ended in no report though no limit was passed, and in what.
    """

    ends: Counter[str] = field(default_factory=Counter)
    defects: dict[str, str] = field(default_factory=dict)


def tally(count: int, seed: int, keep: Path | None = None) -> Tally:
    """Judges so many mutants, one after the other, in one kept worker."""
    trust = TrustAnchors.from_path(FILES / "trust")
    settings = Settings(trust=trust, at=AT, policy=Policy.named("default"))
    worker, found = IsolatedWorker(settings, LIMITS), Tally()
    try:
        for name, data in mutants(count, seed):
            given = SourceFile("", data, len(data))
            said, _ = worker.judge_bytes(given, Asked(name=name))
            answer = said if isinstance(said, NotJudged) else said.checked()
            died = _death(answer)
            if died is None and isinstance(answer, Judged):
                found.ends[str(answer.report["verdict"])] += 1
                continue
            end = f"{died}"
            if died in {Cause.TIMEOUT, Cause.MEMORY}:
                found.ends[end] += 1
            else:
                detail = answer.detail if isinstance(answer, NotJudged) else "pages"
                found.defects[name] = f"{end} {detail}".strip()
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{seed}-{end}-{name}").write_bytes(data)
    finally:
        worker.close()
    return found


def _death(answer: Judged | NotJudged) -> str | None:
    """What the worker died of, if it died: of the file, or of its pages alone."""
    if isinstance(answer, NotJudged):
        return answer.cause
    found = cast("list[dict[str, Any]]", answer.report["findings"])
    causes = (each["detail"]["cause"] for each in found if each["code"] == "pages-not-examined")
    return next(causes, None)


def main() -> int:
    """The command: 0 when there is no defect."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    found = tally(asked.count, asked.seed, asked.keep)
    for end, count in found.ends.most_common():
        sys.stdout.write(f"{count:7}  {end}\n")
    for name, said in found.defects.items():
        sys.stdout.write(f"DEFECT  {said}  {name}\n")
    return 1 if found.defects else 0


if __name__ == "__main__":
    sys.exit(main())
