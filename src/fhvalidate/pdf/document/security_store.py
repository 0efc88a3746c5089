"""The document security store: validation data that the file carries (ISO 32000-2, 12.8.4.3)."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from itertools import islice
from typing import Any

import pikepdf

from fhvalidate.constraints import Excess, Limits
from fhvalidate.frozen import frozen

DEFLATE_RATIO = 1100  # zlib cannot pack tighter; more is a lie about the length

CERTIFICATES, CRLS, OCSPS = ("/Certs", "/Cert"), ("/CRLs", "/CRL"), ("/OCSPs", "/OCSP")

_CERTIFICATES = ("certificates_in_dss", "certificate_size")
_CRLS = ("revocation_entries_in_dss", "crl_size")
_OCSPS = ("revocation_entries_in_dss", "ocsp_size")


@frozen
class SecurityStore:
    """The raw DER of what /DSS holds, its /VRI entries included, each once, unparsed.

    Attributes:
        present: whether the catalogue has a /DSS at all.
        related: the keys of the /VRI entries: which signatures they are for.
        entries: what each /VRI entry names of the certificates, CRLs and OCSP responses, by its
            key.
        time_stamps: those of the /VRI entries (/TS), each with the key of its entry: the SHA-1 of
            the /Contents of the signature that it is for, in upper-case hexadecimal.
        unreadable: how many entries were no readable stream or past a limit.
        excess: which limits they passed.
    """

    present: bool = False
    certificates: tuple[bytes, ...] = field(default=(), repr=False)
    crls: tuple[bytes, ...] = field(default=(), repr=False)
    ocsp_responses: tuple[bytes, ...] = field(default=(), repr=False)
    time_stamps: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    related: tuple[str, ...] = ()
    entries: tuple[tuple[str, tuple[bytes, ...]], ...] = field(default=(), repr=False)
    unreadable: int = 0
    excess: tuple[Excess, ...] = ()


def read_security_store(root: Any, limits: Limits) -> SecurityStore:
    """The store that the catalogue leads to; a hostile entry is counted and passed over."""
    store = root.get("/DSS")
    if not isinstance(store, pikepdf.Dictionary):
        return SecurityStore()
    related = tuple(islice(_related(store), limits.related_in_dss))
    places = [store, *(item for _, item in related)]
    certificates = _streams(places, CERTIFICATES, _CERTIFICATES, limits)
    crls = _streams(places, CRLS, _CRLS, limits)
    ocsps = _streams(places, OCSPS, _OCSPS, limits)
    read = {**certificates.by_place, **crls.by_place, **ocsps.by_place}
    stamped, bad_stamps = _time_stamps(related, limits)
    return SecurityStore(
        present=True,
        certificates=certificates.contents,
        crls=crls.contents,
        ocsp_responses=ocsps.contents,
        time_stamps=stamped,
        related=tuple(sorted(key for key, _ in related)),
        entries=tuple((key, tuple(_named_in(item, read))) for key, item in related),
        unreadable=certificates.bad + crls.bad + ocsps.bad + bad_stamps,
        excess=(*certificates.excess, *crls.excess, *ocsps.excess),
    )


def related_keys(contents: bytes, length: int) -> frozenset[str]:
    """The keys by which /VRI has a signature: the SHA-1 of the whole of its /Contents.

    Some writers leave out the padding, which begins after `length` bytes; some take the
    hexadecimal digits as they stand in the file ("the complete hexadecimal string").
    """
    values = (contents, contents[:length])
    digits = (value.hex() for value in values)
    written = (form for each in digits for form in (each.encode(), each.upper().encode()))
    return frozenset(hashlib.sha1(each).hexdigest().upper() for each in (*values, *written))


def excess_of_related(root: Any, limits: Limits) -> Excess | None:
    """The limit on /VRI entries when the store has more; whoever reads it reads each of them."""
    store = root.get("/DSS")
    related = store.get("/VRI") if isinstance(store, pikepdf.Dictionary) else None
    found = len(related.keys()) if isinstance(related, pikepdf.Dictionary) else 0
    limit = limits.related_in_dss
    return Excess("related_in_dss", limit, found) if found > limit else None


@frozen
class _Streams:
    contents: tuple[bytes, ...]
    bad: int
    excess: tuple[Excess, ...]
    by_place: Mapping[tuple[int, int], bytes]


def _related(store: Any) -> Iterator[tuple[str, Any]]:
    """The validation-related information of single signatures (/VRI), with its keys."""
    related = store.get("/VRI")
    if isinstance(related, pikepdf.Dictionary):
        for key, item in related.items():
            if isinstance(item, pikepdf.Dictionary):
                yield key.removeprefix("/").upper(), item


def _time_stamps(
    related: Iterable[tuple[str, Any]], limits: Limits
) -> tuple[tuple[tuple[str, bytes], ...], int]:
    """The time-stamps of the /VRI entries (ISO 32000-2, table 262), and how many are unreadable.

    No more are read than a file may have signatures, for an entry has one.
    """
    found: list[tuple[str, bytes]] = []
    bad = 0
    for key, item in related:
        stream = item.get("/TS")
        if stream is None:
            continue
        room = len(found) < limits.signatures and isinstance(stream, pikepdf.Stream)
        content = bounded_bytes(stream, limit=limits.certificate_size) if room else None
        if content and len(content) <= limits.certificate_size:
            found.append((key, content))
        else:
            bad += 1
    return tuple(found), bad


def _streams(
    places: list[Any], keys: tuple[str, str], names: tuple[str, str], limits: Limits
) -> _Streams:
    """What the entries under the keys hold; `names` are the limits of their number and size."""
    count, size = (getattr(limits, name) for name in names)
    found: dict[bytes, None] = {}
    by_place: dict[tuple[int, int], bytes] = {}
    seen: set[tuple[int, int]] = set()
    excess: dict[str, Excess] = {}
    bad = 0
    for stream in _entries(places, keys):
        if not isinstance(stream, pikepdf.Stream):
            bad += 1
            continue
        if stream.objgen in seen:
            continue
        seen.add(stream.objgen)
        if len(seen) > count:
            bad += 1
            excess[names[0]] = Excess(names[0], count, len(seen))
            continue
        content = bounded_bytes(stream, limit=size)
        if content and len(content) <= size:
            found[content] = None
            by_place[stream.objgen] = content
            continue
        bad += 1
        if content:
            excess[names[1]] = Excess(names[1], size, len(content))
    return _Streams(tuple(found), bad, tuple(excess.values()), by_place)


def _named_in(item: Any, read: Mapping[tuple[int, int], bytes]) -> Iterator[bytes]:
    """What an entry of /VRI names, of what was read."""
    for keys in (CERTIFICATES, CRLS, OCSPS):
        for stream in _entries([item], keys):
            if isinstance(stream, pikepdf.Stream) and stream.objgen in read:
                yield read[stream.objgen]


def _entries(places: list[Any], keys: tuple[str, str]) -> Iterator[Any]:
    for place in places:
        for key in keys:
            entries = place.get(key)
            if isinstance(entries, pikepdf.Array):
                yield from entries


def bounded_bytes(stream: Any, *, limit: int) -> bytes | None:
    """The decoded bytes of a stream that is plain or deflated; None when it is broken.

    One byte more than the limit says that there would be more.
    """
    try:
        raw = bytes(stream.read_raw_bytes())
    except (pikepdf.PdfError, RuntimeError):
        return None
    filters = stream.get("/Filter")
    names = (
        [str(item) for item in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    )
    if filters is None or not names:
        return raw[: limit + 1]
    if names != ["/FlateDecode"] or stream.get("/DecodeParms") is not None:
        return None
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(raw, min(limit, len(raw) * DEFLATE_RATIO) + 1)
    except zlib.error:
        return None
    return content
