"""Issuers that Swedish documents lead to, with what proves each: believed by nobody yet."""

import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files

from fhvalidate.frozen import frozen
from fhvalidate.trust.beliefs import Purpose
from fhvalidate.trust.profile_entry import fingerprint_of
from fhvalidate.words.catalogue import Language
from fhvalidate.x509.certificates.blocks import read_certificate_file
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.paths.path_building import is_issued_by

TABLE = "issuers.toml"
MIN_FINGERPRINT = 8  # hexadecimal digits that name an issuer


@frozen
class KnownIssuer:
    """An issuer that somebody may decide to believe.

    Attributes:
        name: what it is called on the command line.
        publisher: who has the issuer.
        url: where the publisher tells of its certificates, to compare the fingerprint with.
        since: from when it is to be believed; None where no trusted list says.
        proof_sv, proof_en: what the certificate was taken from.
    """

    name: str
    certificate: Certificate
    purpose: Purpose
    publisher: str
    url: str
    since: datetime | None
    proof_sv: str
    proof_en: str

    def proof(self, language: Language) -> str:
        """What the certificate was taken from, in words."""
        return self.proof_sv if language is Language.SV else self.proof_en


@cache
def known_issuers() -> tuple[KnownIssuer, ...]:
    """Every issuer of the catalogue, in its order.

    Raises:
        ValueError: a certificate is not the one that its row names.
    """
    folder = files("fhvalidate.trust") / "tables" / "known"
    table = tomllib.loads((folder / TABLE).read_text(encoding="utf-8"))
    found = []
    for row in table["issuer"]:
        read = read_certificate_file((folder / row["file"]).read_bytes())
        (certificate,) = read.certificates
        if certificate.sha256 != row["sha256"]:
            raise ValueError(f"{row['file']} is not the certificate that its row names")
        found.append(
            KnownIssuer(
                name=row["name"],
                certificate=certificate,
                purpose=Purpose(row["purpose"]),
                publisher=row["publisher"],
                url=row["url"],
                since=row.get("since"),
                proof_sv=row["proof_sv"],
                proof_en=row["proof_en"],
            )
        )
    return tuple(found)


def known_by(text: str) -> KnownIssuer | None:
    """The issuer of that name or fingerprint, of which eight digits are enough; None for neither.

    A beginning that several have names none of them.
    """
    digits = fingerprint_of(text)
    found = [each for each in known_issuers() if each.name == text.strip().casefold()]
    if not found and len(digits) >= MIN_FINGERPRINT:
        found = [e for e in known_issuers() if e.certificate.sha256.startswith(digits)]
    return found[0] if len(found) == 1 else None


def known_above(path: Sequence[Certificate], purpose: Purpose) -> KnownIssuer | None:
    """The issuer whose key made the signature on a certificate of the path, or that is on it.

    A name alone names nobody: anybody can make a certificate that says it is from this issuer.
    """
    for issuer in known_issuers():
        own = issuer.certificate
        if issuer.purpose is purpose and any(
            step == own or (step.issuer == own.subject and is_issued_by(step, own)) for step in path
        ):
            return issuer
    return None
