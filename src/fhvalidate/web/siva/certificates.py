"""The certificates of a signature, for clients that show them; sent by the operator's switch alone.

They are the document's, as DER, with the names and numbers that they hold.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

from fhvalidate.conclusion import Indication
from fhvalidate.evidence import EvidenceKind
from fhvalidate.report.json import Json
from fhvalidate.report.model import Report
from fhvalidate.report.signature_report import (
    CertificateReport,
    SignatureReport,
    TimestampReport,
)
from fhvalidate.web.siva.outcome import time_stamps_of

Objects = Mapping[str, bytes]
# Of a name in a report, as `type=value` pairs: the text of a type, to the next type.
_COMMON_NAME = re.compile(r"(?:^|, )CN=(.*?)(?=, [A-Za-z][A-Za-z0-9.]*=|$)", re.DOTALL)
_COUNTRY = re.compile(r"(?:^|, )C=([A-Za-z]{2})(?=, |$)")


def objects_of(report: Report) -> Objects:
    """Certificates and time-stamps as DER, by their SHA-256 in hexadecimal."""
    kinds = (EvidenceKind.CERTIFICATE, EvidenceKind.TIME_STAMP)
    return {
        hashlib.sha256(each.der).hexdigest(): each.der
        for each in report.evidence
        if each.kind in kinds
    }


def certificates_of(
    signature: SignatureReport, report: Report, objects: Objects
) -> list[dict[str, Json]]:
    """At most one of each kind, in SiVa's order."""
    own, archived = time_stamps_of(signature, report)
    chains: list[tuple[str, Sequence[CertificateReport]]] = [
        ("ARCHIVE_TIMESTAMP", _best(archived[::-1])),
        ("SIGNATURE_TIMESTAMP", _best(own)),
        ("SIGNING", signature.chain),
        ("REVOCATION", _of_revocation(signature, report)),
    ]
    told = []
    for kind, chain in chains:
        shown = _nested(chain, objects)
        if shown is not None:
            told.append({**shown, "type": kind})
    return told


def _best(stamps: Sequence[TimestampReport]) -> tuple[CertificateReport, ...]:
    """The chain of the first that passes; of the first, where none does."""
    passed = (each for each in stamps if each.indication is Indication.PASSED)
    found = next(passed, stamps[0] if stamps else None)
    return () if found is None else found.chain


def common_name_in(name: str) -> str | None:
    """The common name in a distinguished name as a report writes it."""
    found = _COMMON_NAME.search(name)
    return None if found is None else found[1]


def country_in(name: str) -> str | None:
    """The country in a distinguished name as a report writes it."""
    found = _COUNTRY.search(name)
    return None if found is None else found[1]


def encoded(der: bytes) -> str:
    """Octets in base64."""
    return base64.b64encode(der).decode()


def _of_revocation(signature: SignatureReport, report: Report) -> tuple[CertificateReport, ...]:
    """The certificate that signed the revocation data on the signer's."""
    revocation = signature.chain[0].revocation if signature.chain else None
    if revocation is None or revocation.signed_by is None:
        return ()
    wanted = revocation.signed_by
    return tuple(each for each in _all_certificates(report) if each.sha256 == wanted)[:1]


def _all_certificates(report: Report) -> Iterator[CertificateReport]:
    for signature in report.signatures:
        yield from signature.chain
        for stamp in signature.timestamps:
            yield from stamp.chain


def _nested(chain: Sequence[CertificateReport], objects: Objects) -> dict[str, Json] | None:
    """The first with its issuer within it, and so on; a root that names itself is left out."""
    shown: dict[str, Json] | None = None
    for number, each in reversed(tuple(enumerate(chain))):
        if each.sha256 not in objects or (number and each.subject == each.issuer):
            shown = None
            continue
        told: dict[str, Json] = {
            "commonName": common_name_in(each.subject),
            "content": encoded(objects[each.sha256]),
        }
        shown = told if shown is None else {**told, "issuer": shown}
    return shown
