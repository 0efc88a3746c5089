"""Files that were chosen in a form."""

from dataclasses import field

from fhvalidate.frozen import frozen
from fhvalidate.identity.masking import mask_attribute
from fhvalidate.web.bodies import Form
from fhvalidate.web.settings import ServiceSettings

MAX_NAME = 255  # characters, as file systems have it


@frozen
class Chosen:
    """A file, its name as it was sent (untrusted), and that as it may be shown."""

    name: str
    shown: str
    data: bytes = field(repr=False)


def chosen_files(form: Form, where: str, settings: ServiceSettings) -> tuple[Chosen, ...]:
    """The files of that field; a field that was left alone has none, though browsers send one."""
    found = []
    for upload in form.files:
        if upload.field == where and (upload.name or upload.data):
            # Some programs send a whole path.
            name = upload.name.replace("\\", "/").rpartition("/")[2][:MAX_NAME]
            shown = name if settings.show_personnummer else mask_attribute(name)
            found.append(Chosen(name, shown, upload.data))
    return tuple(found)


def only_file(form: Form, where: str, settings: ServiceSettings) -> Chosen | None:
    """The file of that field; None: none was chosen."""
    return next(iter(chosen_files(form, where, settings)), None)
