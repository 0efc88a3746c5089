"""The documents of a request: the body itself, or the files of a form; and their password."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from starlette.requests import Request

from fhvalidate.errors import RequestRefusedError
from fhvalidate.frozen import frozen
from fhvalidate.web.api.parameters import PASSWORD
from fhvalidate.web.bodies import Upload, read_body, read_form
from fhvalidate.web.headers import refuse_foreign_form
from fhvalidate.web.settings import ServiceSettings

FILE = "file"
RAW, MULTIPART = "application/pdf", "multipart/form-data"
PASSWORD_HEADER = "X-Document-Password"  # noqa: S105 - a name


@frozen
class Received:
    """What was sent: files by the fields they came in, and the password of encrypted ones."""

    files: Mapping[str, Upload]
    password: str = field(repr=False)

    @property
    def file(self) -> Upload:
        """The one file."""
        return self.files[FILE]


async def received(
    request: Request, settings: ServiceSettings, *, wanted: Sequence[str] = (FILE,)
) -> Received:
    """The files that the request wants looked at: one in each field.

    A body that is the document itself has no name. The password of a form's own field goes before
    that of the header.

    Args:
        request: not read yet.
        settings: of the service.
        wanted: the fields of a form that hold a file; a body is taken where it is one alone.

    Raises:
        RequestRefusedError: as `read_form`; `service-foreign-form`, `service-form-content`,
            `service-form-incomplete`,
            `service-password-malformed`.
        BusyError, ClientDisconnect: as `read_form`.
    """
    refuse_foreign_form(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    secret = _from_header(request)
    if kind == RAW and list(wanted) == [FILE]:
        return Received({FILE: Upload(FILE, "", await read_body(request, settings))}, secret)
    if kind != MULTIPART:
        kinds = (RAW, MULTIPART) if list(wanted) == [FILE] else (MULTIPART,)
        raise RequestRefusedError("service-media-type", status=415, wanted=", ".join(kinds))
    form = await read_form(request, settings, files=len(wanted))
    files = {upload.field: upload for upload in form.files}
    missing = [each for each in wanted if each not in files]
    if files and missing and set(files) < set(wanted):
        raise RequestRefusedError(
            "service-form-incomplete",
            status=400,
            files=", ".join(wanted),
            missing=", ".join(missing),
        )
    is_as_wanted = len(form.files) == len(wanted) and set(files) == set(wanted)
    if not is_as_wanted or form.fields.keys() - {PASSWORD}:
        raise RequestRefusedError("service-form-content", status=400, files=", ".join(wanted))
    return Received(files, form.fields.get(PASSWORD, secret))


def _from_header(request: Request) -> str:
    """The password in the header, which is UTF-8 whatever a header usually is (RFC 9110, 5.5)."""
    try:
        return request.headers.get(PASSWORD_HEADER, "").encode("latin-1").decode("utf-8")
    except UnicodeError as error:
        raise RequestRefusedError("service-password-malformed", status=400) from error
