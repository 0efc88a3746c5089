"""Names of the files that are written for documents, where several have one each."""

from collections.abc import Callable

from fhvalidate.late_patterns import late_re
from fhvalidate.words.plain import neutralise

MAX_STEM = 100  # characters: 400 bytes at most would be too long, so bytes are counted too
MAX_BYTES = 200

INDEX_NAME = "index.html"

# What an e-archive takes: the names that `--format` has for it, and how its files end.
ARCHIVE_FORMS = {
    "etsi": ".etsi.xml",
    "premis": ".premis.xml",
    "mets": ".mets.xml",
    "erms": ".erms.xml",
    "svkgs": ".svkgs.xml",
    "archivematica": ".archivematica.txt",
}
# Those that are made of a report of full detail alone.
OF_FULL_DETAIL = frozenset({"etsi"})
# Those that say where the document lies.
OF_A_PLACE = frozenset({"premis", "mets", "erms", "svkgs"})
# Those that refer to another file, which is written beside.
SEVERAL_FILES = frozenset({"mets"})

# What some file system reads as more than a letter of a name.
_UNSAFE = late_re(r'[\\/:*?"<>|]')


def namer(suffix: str = ".html") -> Callable[[str], str]:
    """What gives each document, by its name, the name of a file: no two are alike.

    Names that differ only in case are alike to some file systems, and get a number. None is that
    of the page that leads to the others.
    """
    taken = {INDEX_NAME}

    def named(document: str) -> str:
        stem = _UNSAFE.sub("_", neutralise(document, limit=MAX_STEM)).strip(" .") or "page"
        stem = stem.encode()[:MAX_BYTES].decode(errors="ignore")
        name, number = f"{stem}{suffix}", 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}{suffix}"
        taken.add(name.casefold())
        return name

    return named
