"""Files of trust anchors: their certificates, and what in them should be one and cannot be read."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from fhvalidate.conclusion import Finding
from fhvalidate.errors import UsageError
from fhvalidate.regular_files import not_read, read_each, read_regular
from fhvalidate.x509.certificates.blocks import (
    CertificateFile,
    UnreadableBlock,
    read_certificate_file,
)
from fhvalidate.x509.certificates.certificate import Certificate

MAX_FILES = 10_000  # in a folder of anchors; the EU's lists have some thousand
MAX_FILE_SIZE = 20_971_520  # bytes; a bundle of every EU anchor has 10 MB
MAX_TOTAL = 104_857_600  # bytes of a folder; what lies past them is told as not read
MAX_TOLD = 20  # unreadable certificates of one source that are told one by one
UNREADABLE = "trust-certificate-unreadable"


def read_anchor_files(path: Path) -> tuple[tuple[Certificate, ...], tuple[Finding, ...]]:
    """The certificates of a file, or of the files of a folder (not its folders), and what is wrong.

    Raises:
        UsageError: `trust-path-missing`, `file-not-readable`, `trust-no-certificate`,
            `trust-certificate-unreadable`.
    """
    try:
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if file.is_file())
            return anchors_among(_contents(files[:MAX_FILES]), named=str(path))
        data = read_regular(path, limit=MAX_FILE_SIZE)
    except OSError as error:
        raise not_read(path, error, missing="trust-path-missing") from error
    return read_anchors(data, name=path.name)


def read_anchors(data: bytes, *, name: str) -> tuple[tuple[Certificate, ...], tuple[Finding, ...]]:
    """The certificates in the bytes, and what is wrong; `name` is what findings call them.

    Raises:
        UsageError: `trust-no-certificate`, `trust-certificate-unreadable`.
    """
    return anchors_among([(name, read_certificate_file(data))], named=name)


def anchors_among(
    files: Iterable[tuple[str, CertificateFile]], *, named: str
) -> tuple[tuple[Certificate, ...], tuple[Finding, ...]]:
    """The certificates of the files, and a finding on each that cannot be read.

    Raises:
        UsageError: there is none that can be read; the first that cannot is named.
    """
    files = tuple(files)
    found = tuple(certificate for _, file in files for certificate in file.certificates)
    bad = [(name, block) for name, file in files for block in file.unreadable]
    if not found:
        if not bad:
            raise UsageError("trust-no-certificate", path=named)
        name, block = bad[0]
        raise UsageError(UNREADABLE, path=name, block=str(block.number), reason=block.reason)
    return found, tuple(_unreadable(name, block) for name, block in bad[:MAX_TOLD])


def _unreadable(name: str, block: UnreadableBlock) -> Finding:
    return Finding.warning(
        UNREADABLE, "RFC 5280, 4.1", path=name, block=block.number, reason=block.reason
    )


def _contents(files: Iterable[Path]) -> Iterator[tuple[str, CertificateFile]]:
    """The files of a folder, by name; one that cannot be read says why."""
    for name, data in read_each(files, limit=MAX_FILE_SIZE, total=MAX_TOTAL):
        if isinstance(data, str):
            yield name, CertificateFile((), (UnreadableBlock(1, data),))
        else:
            yield name, read_certificate_file(data)
