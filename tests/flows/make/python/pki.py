"""The authority and the signers of the flows: `python -m tests.flows.make.python.pki FOLDER`.

The keys are fresh each time; they stay in the folder, outside the repository.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from tests.pki.authority import Authority
from tests.pki.identity import Identity
from tests.pki.keys import KeyKind
from tests.pki.people import TEST_PERSONNUMMER, Person

if TYPE_CHECKING:
    from tests.pki.profile import Options

PASSWORD = b"hemligt"
PEOPLE = {
    "anna": Person(given_name="Anna", surname="Exempel", organisation="Testkommun"),
    "bo": Person(
        given_name="Bo",
        surname="Testsson",
        personnummer=TEST_PERSONNUMMER[1],
        organisation="Testkommun",
    ),
    "cecilia": Person(
        given_name="Cecilia",
        surname="Provsson",
        personnummer=TEST_PERSONNUMMER[2],
        organisation="Testkommun",
    ),
}


def make(folder: Path) -> None:
    """Write the root, the revocation lists and the signers' PKCS #12 files into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    long: Options = {
        "key": KeyKind.RSA_2048,
        "not_before": today - timedelta(days=365),
        "not_after": today + timedelta(days=20 * 365),
    }
    root = Authority.root("Testkommuns rot-CA", **long)
    for name, person in PEOPLE.items():
        write(folder, name, root.issue_person(person, **long))
    write(folder, "tsa", root.issue_time_stamping("Testkommuns tidsstämpling", **long))
    (folder / "root.pem").write_bytes(root.pem)
    lists = {"before.crl": (-1, 1), "after.crl": (15, 2)}
    for name, (days, number) in lists.items():
        at = today + timedelta(days=days)
        crl = root.crl(this_update=at, next_update=at + timedelta(days=365), number=number)
        (folder / name).write_bytes(crl.public_bytes(Encoding.DER))


def write(folder: Path, name: str, identity: Identity) -> None:
    """Write the identity as PKCS #12 and as PEM."""
    packed = pkcs12.serialize_key_and_certificates(
        name.encode(),
        identity.key,
        identity.certificate,
        identity.issuers,
        BestAvailableEncryption(PASSWORD),
    )
    (folder / f"{name}.p12").write_bytes(packed)
    key = identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / f"{name}.key.pem").write_bytes(key)
    chain = [identity.certificate, *identity.issuers]
    (folder / f"{name}.pem").write_bytes(b"".join(c.public_bytes(Encoding.PEM) for c in chain))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
