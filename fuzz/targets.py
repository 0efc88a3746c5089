"""The readers of hostile bytes: nothing may leave one but what errors.py lists."""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fhvalidate import Policy, TrustAnchors, validate
from fhvalidate.batch.manifest import read_manifest
from fhvalidate.cms.signed_data import read_signed_data
from fhvalidate.cms.time_stamp_token import read_time_stamp_token
from fhvalidate.errors import FhvalidateError
from fhvalidate.evidence import Evidence
from fhvalidate.history import read_history
from fhvalidate.minutes.profile import built_in_profiles
from fhvalidate.minutes.profile import read_profile as read_page_profile
from fhvalidate.minutes.reader import read_minutes
from fhvalidate.minutes.signature_page import read_signature_page
from fhvalidate.pdf.pages.page_lines import Page, Run, Word, lines_of
from fhvalidate.pdf.syntax.objects import parse
from fhvalidate.pdf.syntax.revisions import find_revisions
from fhvalidate.trust.list_reading import read_list
from fhvalidate.trust.list_xml import parse_xml
from fhvalidate.trust.profile import parse_profile
from fhvalidate.x509.certificates.certificate import read_certificate
from fhvalidate.x509.revocation.certificate_list import read_list as read_revocation_list
from fhvalidate.x509.revocation.ocsp_response import read_response

Target = Callable[[bytes], object]
AT = datetime(2026, 3, 3, tzinfo=UTC)
MAX_TEXT = 20_000  # characters: what costs with their number is tests/hostile's to find
WIDTH, HEIGHT, LETTER, LEADING = 595.0, 842.0, 5.0, 12.0  # points


@cache
def policy() -> Policy:
    """The policy whose limits apply."""
    return Policy.named("default")


def read_pdf(data: bytes) -> object:
    """The history of a document: every reader of PDF objects and revisions."""
    return read_history(data, password="", limits=policy().limits)


def judge_pdf(data: bytes) -> object:
    """The whole journey, which raises nothing whatever the bytes; the report is written out."""
    return validate(data, trust=TrustAnchors.none(), at=AT).to_json()


def read_syntax(data: bytes) -> object:
    """The strict reader alone: the revisions, and one object."""
    with suppress(FhvalidateError):
        find_revisions(data, limit=policy().limits.revisions)
    return parse(data, 0)


def read_page_text(data: bytes) -> object:
    """Minutes and the signature page, from text: a form feed ends a page, a tab a cell."""
    texts = data.decode("utf-8", "replace")[:MAX_TEXT].split("\f")
    pages = [
        Page(number, WIDTH, HEIGHT, lines_of(_runs(text))) for number, text in enumerate(texts, 1)
    ]
    signature_page = read_signature_page(pages, built_in_profiles())
    return read_minutes(pages, signature_page)


def _runs(text: str) -> Iterator[Run]:
    for row, line in enumerate(text.split("\n")):
        top, left, words = HEIGHT - LEADING * row, 0.0, []
        for place, cell in enumerate(line.split("\t")):
            left = max(left + LETTER * 8, 150.0 * place) if place else 0.0
            for each in cell.split(" "):
                right = left + LETTER * len(each)
                if each:
                    words.append(Word(each, left, top - LEADING + 2, right, top))
                left = right + LETTER / 2
        if words:
            yield Run(tuple(words), turned=False)


def read_rows(data: bytes) -> object:
    """A manifest, as `batch` opens it."""
    return list(read_manifest(io.BytesIO(data), path="manifest.csv"))


def from_a_file(read: Callable[[Path], object]) -> Target:
    """The target of a reader that is given the path of a file."""

    def target(data: bytes) -> object:
        with TemporaryDirectory() as folder:
            path = Path(folder, "file")
            path.write_bytes(data)
            return read(path)

    return target


def read_words(data: bytes) -> object:
    """The words of a vendor's signature page."""
    return read_page_profile(data.decode("utf-8", "replace"), source="words.toml")


def read_trust_profile(data: bytes) -> object:
    """A trust profile."""
    return parse_profile(data, path="profile.toml")


def read_trusted_list(data: bytes) -> object:
    """A trusted list, its signature left aside."""
    return read_list(parse_xml(data), None, data)


TARGETS: Mapping[str, Target] = {
    "pdf": read_pdf,
    "document": judge_pdf,
    "syntax": read_syntax,
    "cms": read_signed_data,
    "time-stamp": read_time_stamp_token,
    "certificate": read_certificate,
    "crl": read_revocation_list,
    "ocsp": read_response,
    "minutes": read_page_text,
    "policy": from_a_file(Policy.from_path),
    "manifest": read_rows,
    "evidence": from_a_file(Evidence.from_path),
    "anchors": from_a_file(TrustAnchors.from_path),
    "trust-profile": read_trust_profile,
    "words": read_words,
    "trusted-list": read_trusted_list,
}


def survives(name: str, data: bytes) -> None:
    """Reads the bytes; whatever is raised that errors.py does not list goes on."""
    try:
        TARGETS[name](data)
    except FhvalidateError:
        if name == "document":
            raise
