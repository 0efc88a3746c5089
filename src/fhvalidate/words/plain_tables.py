"""Tables of sentences as the catalogues write them, which is little of TOML, and read sooner.

Both catalogues are read whenever a file is examined. By `tomllib`, which reads letter by letter,
that took 30 ms, a twentieth of the command; so it takes 5.
"""

import re

# A table's name; a name and its text on one line; nothing, or a remark. Each line is one match.
_LINES = re.compile(
    r'^(?:\[([A-Za-z0-9_-]+)\]|([A-Za-z0-9_-]+|"[^"\\\x00-\x1f\x7f]*") = '
    r'"([^"\\\x00-\x1f\x7f]*(?:\\["\\][^"\\\x00-\x1f\x7f]*)*)"'
    r"|(?:#[^\x00-\x1f\x7f]*)?)$",
    re.MULTILINE,
)
_ESCAPED = re.compile(r'\\(["\\])')


def read_tables(text: str) -> dict[str, dict[str, str]]:
    """The tables of the text as `tomllib` reads them, and by it where it is more than these lines.

    Raises:
        tomllib.TOMLDecodeError: it is no TOML.
    """
    lines = _LINES.findall(text)
    if len(lines) != text.count("\n") + 1:
        return _by_tomllib(text)
    tables: dict[str, dict[str, str]] = {}
    table: dict[str, str] | None = None
    for name, key, value in lines:
        if key:
            plain = key.strip('"')
            if table is None or plain in table:
                return _by_tomllib(text)
            table[plain] = _ESCAPED.sub(r"\1", value) if "\\" in value else value
        elif name:
            if name in tables:
                return _by_tomllib(text)
            table = tables[name] = {}
    return tables


def _by_tomllib(text: str) -> dict[str, dict[str, str]]:
    import tomllib  # not needed for a catalogue as it should be

    tables: dict[str, dict[str, str]] = tomllib.loads(text)
    return tables
