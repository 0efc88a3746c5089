"""The certificates that the Official Journal published for the list of lists, from our own data."""

import tomllib
from functools import cache
from importlib.resources import files

from fhvalidate.x509.certificates.blocks import blocks_of

TABLE = "publications.toml"


@cache
def official_journal_signers() -> tuple[bytes, ...]:
    """The certificates of every publication, DER, each once.

    `tables/lotl/publications.toml` has where each was published, and its SHA-256.
    """
    folder = files("fhvalidate.trust") / "tables" / "lotl"
    table = tomllib.loads((folder / TABLE).read_text(encoding="utf-8"))
    published = (
        block.der
        for publication in table["publication"]
        for block in blocks_of((folder / publication["file"]).read_bytes())
    )
    return tuple(dict.fromkeys(published))
