"""The document security store: validation data that the file carries (ISO 32000-2, 12.8.4.3)."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from fhvalidate.constraints import Limits

DEFLATE_RATIO = 1100  # zlib cannot pack tighter; more is a lie about the length


@dataclass(frozen=True, slots=True)
class SecurityStore:
    """The raw DER of what /DSS holds, its /VRI entries included, each once, unparsed.

    Attributes:
        present: whether the catalogue has a /DSS at all.
        unreadable: how many entries were no readable stream or past a limit.
    """

    present: bool = False
    certificates: tuple[bytes, ...] = field(default=(), repr=False)
    crls: tuple[bytes, ...] = field(default=(), repr=False)
    ocsp_responses: tuple[bytes, ...] = field(default=(), repr=False)
    unreadable: int = 0


def read_security_store(root: Any, limits: Limits) -> SecurityStore:
    """The store that the catalogue leads to; a hostile entry is counted and passed over."""
    store = root.get("/DSS")
    if not isinstance(store, pikepdf.Dictionary):
        return SecurityStore()
    places = [store, *_related(store)]
    certificates, bad_1 = _streams(
        places, ("/Certs", "/Cert"), limits.certificates_in_dss, limits.certificate_size
    )
    crls, bad_2 = _streams(
        places, ("/CRLs", "/CRL"), limits.revocation_entries_in_dss, limits.crl_size
    )
    ocsps, bad_3 = _streams(
        places, ("/OCSPs", "/OCSP"), limits.revocation_entries_in_dss, limits.ocsp_size
    )
    return SecurityStore(
        present=True,
        certificates=certificates,
        crls=crls,
        ocsp_responses=ocsps,
        unreadable=bad_1 + bad_2 + bad_3,
    )


def _related(store: Any) -> Iterator[Any]:
    """The validation-related information of single signatures (/VRI)."""
    related = store.get("/VRI")
    if isinstance(related, pikepdf.Dictionary):
        yield from (item for _, item in related.items() if isinstance(item, pikepdf.Dictionary))


def _streams(
    places: list[Any], keys: tuple[str, str], count: int, size: int
) -> tuple[tuple[bytes, ...], int]:
    found: dict[bytes, None] = {}
    seen: set[tuple[int, int]] = set()
    bad = 0
    for stream in _entries(places, keys):
        if not isinstance(stream, pikepdf.Stream) or len(found) >= count:
            bad += 1
            continue
        if stream.objgen in seen:
            continue
        seen.add(stream.objgen)
        content = bounded_bytes(stream, limit=size)
        if content:
            found[content] = None
        else:
            bad += 1
    return tuple(found), bad


def _entries(places: list[Any], keys: tuple[str, str]) -> Iterator[Any]:
    for place in places:
        for key in keys:
            entries = place.get(key)
            if isinstance(entries, pikepdf.Array):
                yield from entries


def bounded_bytes(stream: Any, *, limit: int) -> bytes | None:
    """The decoded bytes of a stream that is plain or deflated; None past the limit or broken."""
    try:
        raw = stream.read_raw_bytes()
    except (pikepdf.PdfError, RuntimeError):
        return None
    filters = stream.get("/Filter")
    names = (
        [str(item) for item in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    )
    if filters is None or not names:
        return raw if len(raw) <= limit else None
    if names != ["/FlateDecode"] or stream.get("/DecodeParms") is not None:
        return None
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(raw, min(limit, len(raw) * DEFLATE_RATIO) + 1)
    except zlib.error:
        return None
    return content if len(content) <= limit else None
