"""Bodies of requests: read into memory within limits, by what is announced and then by count.

Nothing of a request is ever written to a disk. What all requests hold at once has a limit too, so
that many large ones at once are refused and not killed for.
"""

import asyncio
import dataclasses
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from typing import cast

from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from fhvalidate.errors import BusyError, RequestRefusedError
from fhvalidate.frozen import frozen
from fhvalidate.web.judging import RETRY_AFTER
from fhvalidate.web.settings import ServiceSettings
from fhvalidate.web.told import told

MAX_FILES = 20  # of one form; what a person chooses at once
MAX_FIELDS = 16  # of one form beside its files
MAX_FIELD = 65_536  # bytes; passwords, times and names are far shorter
FRAMING = 65_536  # bytes of a form beside its files and fields
DECODED_AT_ONCE = 2  # bodies of JSON; of 20 MB it takes a fifth of a second
_HOLD = "fhvalidate.hold"


@frozen
class Upload:
    """A file of a form: its field, the name that the sender gives it (untrusted), its bytes."""

    field: str
    name: str
    data: bytes = dataclasses.field(repr=False)


@frozen
class Form:
    """What a form holds; of a field that stands twice the first, as no field may stand twice."""

    files: tuple[Upload, ...]
    fields: Mapping[str, str] = dataclasses.field(repr=False)


class Room:
    """How many bytes all requests may hold at once, and the middleware that gives them back."""

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self.app = app
        self._free = most
        self.decoding = asyncio.Semaphore(DECODED_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and frees what it held when it is answered."""
        hold = scope[_HOLD] = Hold(self)
        try:
            await self.app(scope, receive, send)
        finally:
            self._free += hold.size

    def refuse(self, size: int) -> None:
        """Refuses more bytes than are left.

        Raises:
            BusyError: there are not so many.
        """
        if size > self._free:
            raise BusyError(retry_after=RETRY_AFTER)

    def take(self, size: int) -> None:
        """Takes so many bytes.

        Raises:
            BusyError: there are not so many left.
        """
        self.refuse(size)
        self._free -= size


class Hold:
    """What one request holds of the room."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.size = 0

    @property
    def turns(self) -> asyncio.Semaphore:
        """Whose turn it is to decode."""
        return self._room.decoding

    def refuse(self, size: int) -> None:
        """Refuses a request that would not find room for so many bytes now.

        Raises:
            BusyError: there is no room.
        """
        self._room.refuse(size)

    def grow_to(self, size: int) -> None:
        """Holds at least so many bytes.

        Raises:
            BusyError: there is no room.
        """
        if size > self.size:
            self._room.take(size - self.size)
            self.size = size


async def read_body(
    request: Request, settings: ServiceSettings, *, limit: int | None = None
) -> bytes:
    """The body of the request, at most `limit` bytes; one document when left out.

    Raises:
        RequestRefusedError: `service-too-large`, `service-too-slow`, `service-length-malformed`.
        BusyError: there is no memory for it now.
        ClientDisconnect: nobody is there any more.
    """
    most = settings.max_bytes if limit is None else limit
    pieces = [piece async for piece in _pieces(request, settings, most)]
    return b"".join(pieces)


def turn_to_decode(request: Request) -> asyncio.Semaphore:
    """To be held while a document is taken out of JSON, which takes four times its size."""
    return cast("Hold", request.scope[_HOLD]).turns


async def read_form(request: Request, settings: ServiceSettings, *, files: int = MAX_FILES) -> Form:
    """What a form holds, whose files together are at most as many documents' bytes as are allowed.

    Raises:
        RequestRefusedError: as `read_body`; `service-form-malformed`.
        BusyError, ClientDisconnect: as `read_body`.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    most = settings.max_bytes * files + FRAMING + MAX_FIELDS * MAX_FIELD
    if kind == "application/x-www-form-urlencoded":
        most = FRAMING + MAX_FIELDS * MAX_FIELD
    elif kind != "multipart/form-data":
        raise RequestRefusedError("service-media-type", status=415, wanted="multipart/form-data")
    body = _pieces(request, settings, most)
    parser: MultiPartParser | FormParser
    if kind == "multipart/form-data":
        parser = MultiPartParser(
            request.headers, body, max_files=files, max_fields=MAX_FIELDS, max_part_size=MAX_FIELD
        )
        parser.spool_max_size = most + 1  # never to a disk
    else:
        parser = FormParser(request.headers, body)
    try:
        found = await parser.parse()
    except (MultiPartException, UnicodeDecodeError) as error:
        raise RequestRefusedError("service-form-malformed", status=400) from error
    texts = [name for name, value in found.multi_items() if isinstance(value, str)]
    if len(set(texts)) < len(texts):  # which of the two was meant?
        await found.close()
        raise RequestRefusedError("service-form-malformed", status=400)
    uploads, fields = [], dict[str, str]()
    for name, value in found.multi_items():
        if isinstance(value, UploadFile):
            data = await value.read()
            await value.close()
            if len(data) > settings.max_bytes:
                raise _too_large(settings.max_bytes)
            uploads.append(Upload(name, value.filename or "", data))
        else:
            fields[name] = value
    return Form(tuple(uploads), fields)


async def _pieces(
    request: Request, settings: ServiceSettings, most: int
) -> AsyncGenerator[bytes, None]:
    """The pieces of the body, as long as they are within the limits."""
    hold = cast("Hold", request.scope[_HOLD])
    announced = _announced(request, most)
    # It is not set aside: who announces much and sends little would keep others out.
    hold.refuse(announced)
    size = 0
    deadline = asyncio.get_running_loop().time() + settings.body_seconds
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout_at(deadline):
                piece = await anext(stream, None)
        except TimeoutError as error:
            raise RequestRefusedError("service-too-slow", status=408) from error
        if piece is None:
            return
        size += len(piece)
        if size > most:
            raise _too_large(most)
        hold.grow_to(size)
        told().size = size
        yield piece


def _announced(request: Request, most: int) -> int:
    """How many bytes the request says that it has; 0 where it does not say.

    Raises:
        RequestRefusedError: `service-too-large`, `service-length-malformed`.
    """
    text = request.headers.get("content-length")
    if text is None:
        return 0
    if not text.isascii() or not text.isdigit():
        raise RequestRefusedError("service-length-malformed", status=400)
    with suppress(ValueError):  # more digits than are read
        if int(text) <= most:
            return int(text)
    raise _too_large(most)


def _too_large(most: int) -> RequestRefusedError:
    return RequestRefusedError("service-too-large", status=413, limit=str(most))


__all__ = ["ClientDisconnect", "Form", "Room", "Upload", "read_body", "read_form", "turn_to_decode"]
