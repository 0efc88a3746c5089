"""What a worker adds to a file, by name: a document time-stamp, validation data.

Each takes JSON and what stamps, writes the new file where its caller has made one, and says what
it wrote. The worker asks its caller for the stamp: it has neither network nor keys.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from fhvalidate.errors import UnreadableError
from fhvalidate.frozen import frozen
from fhvalidate.isolated.places import path_named
from fhvalidate.private_files import write_private
from fhvalidate.report.json import Json

if TYPE_CHECKING:
    from fhvalidate.extension.pdf_writer import Stamp, Update

Arguments = Mapping[str, Json]


@frozen
class WrittenFile:
    """The file that was written: how many bytes, and SHA-256 of them in hexadecimal."""

    size: int
    sha256: str


def _time_stamp(arguments: Arguments, stamp: "Stamp") -> WrittenFile:
    """Adds a document time-stamp; `algorithm` and `room` as `with_time_stamp` has them."""
    from fhvalidate.extension.pdf_writer import with_time_stamp

    update = _update(arguments)
    room = cast("int", arguments["room"])
    algorithm = _text(arguments, "algorithm")
    return _written(arguments, with_time_stamp(update, stamp, algorithm=algorithm, room=room))


def _validation_data(arguments: Arguments, _: "Stamp") -> WrittenFile:
    """Adds the items of evidence in the folder `items` to the document security store."""
    from fhvalidate.evidence import EvidenceKind
    from fhvalidate.extension.pdf_writer import NewValidationData, with_validation_data

    def ders(kind: EvidenceKind) -> tuple[bytes, ...]:
        folder = Path(path_named(_text(arguments, "items")))
        return tuple(path.read_bytes() for path in sorted(folder.glob(f"*.{kind}")))

    data = NewValidationData(
        ders(EvidenceKind.CERTIFICATE), ders(EvidenceKind.CRL), ders(EvidenceKind.OCSP_RESPONSE)
    )
    return _written(arguments, with_validation_data(_update(arguments), data))


WRITING: Mapping[str, Callable[[Arguments, "Stamp"], WrittenFile]] = {
    "write-time-stamp": _time_stamp,
    "write-validation-data": _validation_data,
}


def _update(arguments: Arguments) -> "Update":
    from fhvalidate.extension.pdf_writer import Update

    data = Path(path_named(_text(arguments, "file"))).read_bytes()
    if hashlib.sha256(data).hexdigest() != arguments["sha256"]:
        raise UnreadableError("extend-not-written", reason="changed")
    return Update(data, _text(arguments, "password"))


def _written(arguments: Arguments, data: bytes) -> WrittenFile:
    write_private(Path(path_named(_text(arguments, "out"))), data)
    return WrittenFile(len(data), hashlib.sha256(data).hexdigest())


def _text(arguments: Arguments, name: str) -> str:
    return cast("str", arguments[name])
