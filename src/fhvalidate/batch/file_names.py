r"""A file's name as the results of a batch have it, and the file that has it.

A name is whatever bytes a file system has; results hold characters. A byte that is no UTF-8 is
told as `\xNN`, which a name may also have as it stands: which of the two it is, the folder says,
and whether it is the file that was judged, its digest.
"""

import os
import re
from pathlib import Path

from fhvalidate.late_patterns import late_re

_TOLD = late_re(r"\\x[89a-f][0-9a-f]", re.ASCII)


def listed_name(path: str) -> str:
    """The path in characters that UTF-8 can hold."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def file_named(told: str) -> Path:
    """The file that `listed_name` told of; the path as it is told where there is none."""
    raw = _TOLD.sub(lambda found: os.fsdecode(bytes.fromhex(found[0][2:])), told)
    is_raw = raw != told and os.path.lexists(raw) and not os.path.lexists(told)
    return Path(raw if is_raw else told)
