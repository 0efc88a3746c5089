"""Text recognition by each engine installed, file by file in turns: what it finds and costs.

    nice python -m benchmarks.recognition ../shared/reprint --trust ../shared/reprint/pki/root.pem

The folder holds `cases.jsonl` with a `file` and a `truth` a line, as ../shared/reprint does, and
the originals that they were made from, whose text says what is to be read. Only files with pages to
recognise are judged. It decides nothing; what is comparable is one engine beside another.
"""

import argparse
import json
import multiprocessing
import re
import resource
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fhvalidate import TextRecognition, TrustAnchors, api
from fhvalidate.ocr.engine import Engine
from fhvalidate.ocr.rapid import rapid_engine
from fhvalidate.ocr.recognise import recognise_pages
from fhvalidate.ocr.tesseract import tesseract_engine
from fhvalidate.pdf.pages.page_content import read_pages_and_contents
from fhvalidate.reprint.unread import pages_to_recognise

ENGINES: dict[str, Callable[[], Engine | None]] = {
    "Tesseract": tesseract_engine,
    "RapidOCR": rapid_engine,
    "none": lambda: None,
}
RIGHT = {
    "REPRINTED_DIGITAL": {"reprinted"},
    "REPRINTED_SCAN": {"scanned"},
    "SIGNATURES_STRIPPED": {"stripped", "scanned"},
    "NEVER_SIGNED": {"unsigned", "unknown"},
}
AT = datetime(2026, 12, 1, tzinfo=UTC)  # after the youngest signature in the files
MAX_PAGES = 50
MAX_READ = 2  # pages of a file whose words are counted: the last ones
WORD = re.compile(r"[^\W\d_]{3,}")
REFERENCE = re.compile(r"\b[A-ZÅÄÖ]{2,5}[ -]?20\d\d[/:-]\d{1,6}\b|§ ?\d+")
KINDS = ("people", "words", "swedish", "references")
SWEDISH = re.compile(r"[åäöÅÄÖ]")


@dataclass(slots=True)
class Tally:
    """What an engine found over all files, beside what there was to find."""

    exact: int = 0
    pages: int = 0
    seconds: float = 0.0
    peak: float = 0.0
    found: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    def count(self, kind: str, seen: Collection[str], wanted: Collection[str]) -> None:
        """Adds how many of the wanted were seen."""
        self.found[kind] += sum(each in seen for each in wanted)
        self.of[kind] += len(wanted)


def measure(name: str, path: Path, trusted: Path) -> dict[str, Any]:
    """One file by one engine, in a process that this engine has to itself."""
    engine = ENGINES[name]()
    if engine is not None:
        setattr(api, "chosen_engine", lambda _: engine)  # noqa: B010 - in place of the one at hand
    choice = TextRecognition.OFF if engine is None else TextRecognition.IF_AVAILABLE
    trust = TrustAnchors.from_path(trusted)
    report = api.validate(path, trust=trust, at=AT, text_recognition=choice)
    page = report.signature_page
    answer: dict[str, Any] = {
        "verdict": report.reprint.verdict.value,
        "people": {signer.name for signer in page.signers} if page else set(),
        "texts": {},
        "seconds": 0.0,
    }
    if engine is not None:
        before = spent()
        numbers = wanted(path)[:MAX_READ]
        read = recognise_pages(
            path.read_bytes(), password="", numbers=numbers, engine=engine, seconds=600
        )
        answer["texts"] = {page.number: page.text for page in read}
        answer["seconds"] = spent() - before
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {**answer, "peak": max(each.ru_maxrss for each in used) / 1024}


def spent() -> float:
    """Seconds of processor of this process and of those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def wanted(path: Path) -> tuple[int, ...]:
    """The pages that are recognised."""
    _, contents = read_pages_and_contents(path.read_bytes(), password="", max_pages=MAX_PAGES)
    return pages_to_recognise(contents)


def add(tally: Tally, row: dict[str, str], answer: dict[str, Any], original: Path) -> None:
    """Adds one answer; what there was to find is what the text of the original says."""
    is_exact = answer["verdict"] in RIGHT[row["truth"]]
    tally.exact += is_exact
    if not is_exact:
        tally.missed.append(f"{row['file']}: {row['truth']} judged {answer['verdict']}")
    tally.pages += len(answer["texts"])
    tally.seconds += answer["seconds"]
    tally.peak = max(tally.peak, answer["peak"])
    if row["truth"] == "NEVER_SIGNED" or not original.is_file():
        return
    page = api.validate(original, trust=TrustAnchors.none(), at=AT).signature_page
    tally.count("people", answer["people"], {s.name for s in page.signers} if page else ())
    text, _ = read_pages_and_contents(original.read_bytes(), password="", max_pages=MAX_PAGES)
    for number, read in answer["texts"].items():
        if number <= len(text.pages):
            said = text.pages[number - 1].text
            words, seen = set(WORD.findall(said)), set(WORD.findall(read))
            tally.count("words", seen, words)
            tally.count("swedish", seen, {word for word in words if SWEDISH.search(word)})
            tally.count("references", REFERENCE.findall(read), set(REFERENCE.findall(said)))


def main() -> None:
    """Prints a row an engine, then each miss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trust", type=Path, required=True)
    parser.add_argument("--only", default="*", help="the files whose names match this")
    arguments = parser.parse_args()
    folder = arguments.folder
    rows = [json.loads(line) for line in (folder / "cases.jsonl").read_text().splitlines()]
    asked = [row for row in rows if Path(row["file"]).match(arguments.only)]
    poor = [row for row in asked if row["truth"] in RIGHT and wanted(folder / row["file"])]
    installed = [name for name in ENGINES if name == "none" or ENGINES[name]() is not None]
    tallies = {name: Tally() for name in installed}
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        pools = {
            name: stack.enter_context(ProcessPoolExecutor(1, mp_context=context))
            for name in installed
        }
        for row in poor:
            for name in installed:
                task = pools[name].submit(measure, name, folder / row["file"], arguments.trust)
                original = folder / f"{row.get('document', '')}.pdf"
                answer = task.result()
                add(tallies[name], row, answer, original)
                told = f"{answer['verdict']}, {answer['seconds']:.1f} s, {len(answer['people'])}"
                print(f"{row['file']} {name}: {told} people", flush=True)
    print(f"{len(poor)} files with pages to recognise")
    print(f"{'':10} exact  people  words      å ä ö      references  s/page  MB")
    for name, tally in tallies.items():
        shares = [f"{tally.found[kind]}/{tally.of[kind]}" for kind in KINDS]
        each = tally.seconds / max(tally.pages, 1)
        print(
            f"{name:10} {tally.exact:5}  {shares[0]:6}  {shares[1]:9}  {shares[2]:9}  "
            f"{shares[3]:10}  {each:6.1f}  {tally.peak:.0f}"
        )
    for name, tally in tallies.items():
        for miss in tally.missed:
            print(f"{name}: {miss}")


if __name__ == "__main__":
    main()
