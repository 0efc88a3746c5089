"""An archive to measure with: distinct signed minutes whose issuers come back, as in a real one.

python -m benchmarks.archive FOLDER [COUNT]   # 2,000 take some 400 s of processor
"""

import json
import multiprocessing
import os
import random
import signal
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from tests.pki.authority import Authority
from tests.pki.identity import Identity
from tests.pki.minutes import DECISIONS, Minutes, PageSigner, Vendor, minutes
from tests.pki.people import TEST_PERSONNUMMER, Person
from tests.pki.signing import add_document_time_stamp, sign_b_b, sign_b_t
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.times import ARCHIVED_AT, EPOCH, REVOCATION_DATA_AT, VALIDATED_AT
from tests.pki.validation_data import ValidationData, add_validation_data

COUNT = 2_000
PEOPLE = 60  # who sign in one municipality in a year
LEVELS = ("b-b", "b-lt", "b-lt", "b-lta")
BODIES = ("Kommunstyrelsen", "Barn- och utbildningsnämnden", "Socialnämnden", "Miljönämnden")
SEED = 8
RESERVED = 16_384  # for a signature in hexadecimal; they have up to 11,000
MAKING_SECONDS = 30.0  # of processor, of one document; one with five signers takes half of one


@dataclass(frozen=True, slots=True)
class Town:
    """Who signs and who vouches for them."""

    root: Authority
    stamp_root: Authority
    people: tuple[Identity, ...]
    names: tuple[str, ...]
    stamps: TimeStampAuthority
    data: ValidationData


def make_town() -> Town:
    """A town with fresh keys."""
    root = Authority.root()
    authority = root.issue_authority()
    stamp_root = Authority.root("Exempelmyndighetens tidsstämplings-CA")
    stamps = TimeStampAuthority(identity=stamp_root.issue_time_stamping())
    names = tuple(f"Provperson {number} Exempel" for number in range(PEOPLE))
    people = tuple(
        authority.issue_person(
            Person(
                given_name=f"Provperson {number}",
                surname="Exempel",
                personnummer=TEST_PERSONNUMMER[number % len(TEST_PERSONNUMMER)],
            )
        )
        for number in range(PEOPLE)
    )
    data = ValidationData(
        certificates=(authority.certificate, stamps.identity.certificate),
        crls=tuple(
            each.crl(this_update=REVOCATION_DATA_AT) for each in (root, authority, stamp_root)
        ),
    )
    return Town(root, stamp_root, people, names, stamps, data)


def make_document(town: Town, number: int) -> bytes:
    """The document of that number: other words, other signers and another level than the last."""
    chance = random.Random(SEED * 1_000_003 + number)
    signers = chance.sample(range(PEOPLE), k=1 + number % 5)
    level = LEVELS[(number // 5) % len(LEVELS)]
    names = [town.names[index] for index in signers]
    content = Minutes(
        body=BODIES[number % len(BODIES)],
        title=f"Protokoll {number}",
        first_paragraph=1 + number,
        decisions=tuple(chance.sample(DECISIONS, k=3)),
        vendor=Vendor.KNOWIT if number % 2 else Vendor.NONE,
        signers=tuple(PageSigner(name=name) for name in names),
    )
    data = minutes(content)
    for place, index in enumerate(signers):
        at, field = EPOCH + timedelta(seconds=5 * place), f"Underskrift{place + 1}"
        if level == "b-b":
            data = sign_b_b(data, town.people[index], at=at, field=field, room=RESERVED)
        else:
            stamps = replace(town.stamps, at=at + timedelta(seconds=2))
            signer = town.people[index]
            data = sign_b_t(data, signer, stamps, at=at, field=field, room=RESERVED)
    if level != "b-b":
        data = add_validation_data(data, town.data)
    if level == "b-lta":
        data = add_document_time_stamp(data, replace(town.stamps, at=ARCHIVED_AT))
    return data


def make_archive(folder: Path, count: int) -> None:
    """Makes the documents, in as many processes as there are processors.

    The keys are forgotten at the end: an archive that was begun by another run is made anew.
    """
    done = folder / "archive.json"
    if done.exists() and json.loads(done.read_text())["count"] >= count:
        return
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    (folder / "trust").mkdir(exist_ok=True)
    town = make_town()
    for name, authority in (("root", town.root), ("stamps", town.stamp_root)):
        pem = authority.certificate.public_bytes(Encoding.PEM)
        (folder / "trust" / f"{name}.pem").write_bytes(pem)
    workers = os.cpu_count() or 1
    context = multiprocessing.get_context("fork")
    parts = [
        context.Process(target=_make_some, args=(town, folder, range(part, count, workers)))
        for part in range(workers)
    ]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
        if part.exitcode:
            raise SystemExit("a process that makes documents died")
    done.write_text(json.dumps({"count": count, "at": VALIDATED_AT.isoformat()}))


def _make_some(town: Town, folder: Path, numbers: range) -> None:
    signal.signal(signal.SIGPROF, _give_up)
    for number in numbers:
        path = folder / "documents" / f"protokoll-{number:05}.pdf"
        # Signing has been seen never to end. Where it does again the traceback tells the place.
        signal.setitimer(signal.ITIMER_PROF, MAKING_SECONDS)
        data = make_document(town, number)
        signal.setitimer(signal.ITIMER_PROF, 0)
        path.write_bytes(data)


def _give_up(*_: object) -> None:
    raise TimeoutError(f"a document took more than {MAKING_SECONDS:.0f} s of processor to make")


if __name__ == "__main__":
    make_archive(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else COUNT)
