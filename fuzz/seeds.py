"""The seeds: made from the test world, and beside them what is kept in fuzz/corpus.

`python -m fuzz.seeds FOLDER` writes both, a folder for each target.
"""

import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.trust.profile import Profile, dumps
from tests.attacks.test_mutations import NAMES, base
from tests.cms.messages import Message, der_of
from tests.hostile.sealing import objects_of, seal, write
from tests.pdf.handmade import document
from tests.pki.minutes import minutes
from tests.pki.signing import Permission, sign, sign_b_lta
from tests.pki.time_stamping import Imprint, time_stamp_token
from tests.pki.world import shared_world
from tests.trust.published import Offered, Published, unsigned
from tests.validation.judging import signer

MINUTES = """EXEMPELBY KOMMUN\tSAMMANTRÄDESPROTOKOLL\t1 (2)
Kommunstyrelsen\t2026-02-26

Plats och tid\tKommunhuset, sal Eken, kl. 13:00-14:40
Beslutande\tAnna Exempel (X), ordförande
\tBo Testsson (Y)
Utses att justera\tBo Testsson
Justeringens plats och tid\tKommunkansliet 2026-03-02
Underskrifter\tSekreterare\tCecilia Provberg
\tOrdförande\tAnna Exempel
\tJusterare\tBo Testsson

§ 1 Val av justerare
Beslut
Kommunstyrelsen beslutar att välja Bo Testsson.
\fUnderskriftssida
Dokumentet har skrivits under elektroniskt av en eller flera personer som är listade nedan.
Anna Exempel
2026-03-02 10:00:00
Bo Testsson
2026-03-02 10:05:00
"""


def seeds(name: str) -> Iterator[bytes]:
    """Well-formed input of a target."""
    world = shared_world()
    match name:
        case "pdf" | "document" | "syntax":
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
        case "evidence" | "anchors":
            yield world.root.pem
            yield b"".join((world.root.pem, b"en rad till\n", world.authority.pem))
            yield world.root.crl().public_bytes(Encoding.PEM) + world.root.pem
        case "trusted-list":
            der = world.authority.certificate.public_bytes(Encoding.DER)
            yield unsigned(Published(services=(Offered(certificate=der),))).encode()
        case "certificate" | "crl" | "ocsp":
            yield from about_certificates(name)
        case _:
            yield from texts(name)


def about_certificates(name: str) -> Iterator[bytes]:
    """Well-formed DER of a certificate, or of what is said of one."""
    world = shared_world()
    match name:
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


def texts(name: str) -> Iterator[bytes]:
    """Well-formed input of a target that reads text."""
    match name:
        case "minutes":
            yield MINUTES.encode()
        case "policy":
            yield resources.files("fhvalidate.policies").joinpath("default.toml").read_bytes()
        case "manifest":
            row = f"a.pdf,{'0' * 64},2026-03-01T10:00:00Z,Dnr 1,{'1' * 64},akt\n"
            yield ("path,sha256,held_since,reference,held_sha256,egen\n" + row).encode()
            yield f'path;sha256\n"a;b.pdf";{"0" * 64}\n'.encode("utf-8-sig")
        case "trust-profile":
            yield dumps(Profile())
        case "words":
            folder = resources.files("fhvalidate.minutes") / "profiles"
            yield from (
                folder.joinpath(f"{each}.toml").read_bytes() for each in ("adobe", "knowit")
            )
        case _:
            raise ValueError(name)


def kept(name: str) -> tuple[bytes, ...]:
    """What a long run found and is kept: input that leads where no seed leads."""
    folder = Path(__file__).parent / "corpus" / name
    return tuple(path.read_bytes() for path in sorted(folder.glob("*")))


def write_corpus(folder: Path) -> None:
    """One folder of files for each target."""
    from fuzz.targets import TARGETS

    for name in TARGETS:
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate((*seeds(name), *kept(name))):
            (place / f"seed-{number}").write_bytes(seed)


if __name__ == "__main__":
    write_corpus(Path(sys.argv[1]))
