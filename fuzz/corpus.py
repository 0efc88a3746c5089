"""The seed corpus, made from the test world: `python -m fuzz.corpus FOLDER`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from tests.attacks.test_mutations import NAMES, base
from tests.cms.messages import Message, der_of
from tests.hostile.sealing import objects_of, seal, write
from tests.pdf.handmade import document
from tests.pki.minutes import minutes
from tests.pki.signing import Permission, sign, sign_b_lta
from tests.pki.time_stamping import Imprint, time_stamp_token
from tests.pki.world import shared_world
from tests.validation.judging import signer


def seeds(name: str) -> Iterator[bytes]:
    """Well-formed input of a target."""
    world = shared_world()
    match name:
        case "pdf" | "document":
            yield document()
            yield seal(write(objects_of({}), inside={}))
            yield sign(document(), signer(), certifying=Permission.NOTHING)
            yield from (base(each) for each in NAMES)
            yield sign_b_lta(
                minutes(compressed=False), world.chair, world.time_stamps, world.validation_data()
            )
        case "cms":
            yield der_of(Message(signer=signer()))
            yield der_of(Message(signer=world.chair, refers_by="v1", by_key_identifier=True))
            yield time_stamp_token(
                world.time_stamps, Imprint(algorithm="sha256", value=bytes(32))
            ).dump()
        case "time-stamp":
            for algorithm, size in (("sha256", 32), ("sha512", 64)):
                imprint = Imprint(algorithm=algorithm, value=bytes(size))
                yield time_stamp_token(world.time_stamps, imprint, nonce=7).dump()
        case "certificate":
            for each in (world.root.certificate, world.chair.certificate, signer().certificate):
                yield each.public_bytes(Encoding.DER)
        case "crl":
            yield world.root.crl().public_bytes(Encoding.DER)
            revoked = world.authority.revoking(world.chair.certificate, at=world.time_stamps.at)
            yield revoked.crl().public_bytes(Encoding.DER)
        case "ocsp":
            yield world.authority.ocsp(world.chair.certificate).public_bytes(Encoding.DER)
            responder = world.authority.issue_ocsp_responder()
            answer = world.authority.ocsp(world.chair.certificate, responder=responder)
            yield answer.public_bytes(Encoding.DER)
        case _:
            raise ValueError(name)


def write_corpus(folder: Path) -> None:
    """One folder of files for each target."""
    from fuzz.targets import TARGETS

    for name in TARGETS:
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(seeds(name)):
            (place / f"seed-{number}").write_bytes(seed)


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]))
