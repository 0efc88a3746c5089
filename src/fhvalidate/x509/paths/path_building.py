"""Prospective certificate paths, from a certificate up to trust anchors, within limits.

Own code: a library's builder follows every cross-certificate, and a hostile mesh of them makes
that factorial. Here each signature in question is checked once and their number is limited.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from fhvalidate.errors import UnsupportedAlgorithmError
from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.keys.dsa_parameters import lacks_parameters, with_parameters
from fhvalidate.x509.keys.public_key import Verification, verify

CERTIFICATE_SIGNING = "key_cert_sign"  # RFC 5280, 4.2.1.3
ISSUED_KEPT = 8192  # answers to "did this one issue that one?"; an archive shares most chains
MAX_PATHS = 20  # prospective paths that are looked at; a cross-certified authority has 2 or 3

VERSION_3 = 3  # the first with extensions
Path = tuple[Certificate, ...]


@frozen
class ProspectivePaths:
    """Paths from a certificate, which stands first, to an anchor, which stands last.

    Attributes:
        complete: those that reach an anchor, shortest first.
        longest: the longest path that reaches none, for naming the issuer that is missing.
        open: those that reach none, as far as each goes; at most `MAX_PATHS`.
        limited: whether the search ended at its limit.
        cut: whether a path went on past its greatest length, and was not followed there.
        crowded: whether there are more paths than are looked at.
    """

    complete: tuple[Path, ...]
    longest: Path
    limited: bool
    cut: bool
    open: tuple[Path, ...] = ()
    crowded: bool = False


@dataclass(slots=True)
class _Search:
    """What is left of the work that one search may do."""

    checks_left: int
    issuers: Mapping[str, list[Certificate]]
    anchors: Mapping[str, Certificate]
    max_length: int
    limited: bool = False
    cut: bool = False


def build_paths(
    certificate: Certificate,
    *,
    pool: Iterable[Certificate],
    anchors: Iterable[Certificate],
    max_length: int,
    max_checks: int,
) -> ProspectivePaths:
    """The paths from `certificate` to any of the anchors through certificates of the pool.

    Args:
        certificate: the one whose issuers are looked for.
        pool: certificates at hand, believed in nothing.
        anchors: certificates that are believed.
        max_length: of a path, the certificate and the anchor included.
        max_checks: how many signatures may be verified.
    """
    believed = {anchor.sha256: anchor for anchor in anchors}
    issuers: dict[str, list[Certificate]] = defaultdict(list)
    for candidate in {c.sha256: c for c in (*believed.values(), *pool)}.values():
        issuers[candidate.subject_key].append(candidate)
    search = _Search(max_checks, issuers, believed, max_length)
    complete: list[Path] = []
    incomplete: list[Path] = []
    crowded = False
    longest: Path = (certificate,)
    for path in _grow((certificate,), search):
        if path[-1].sha256 in believed:
            complete.append(path)
        elif len(incomplete) < MAX_PATHS:
            incomplete.append(path)
        else:
            crowded = True
        if path[-1].sha256 not in believed and len(path) > len(longest):
            longest = path
        if len(complete) >= MAX_PATHS:
            crowded = True
            break
    found = tuple(sorted(complete, key=len))
    return ProspectivePaths(
        found, longest, search.limited, search.cut, open=tuple(incomplete), crowded=crowded
    )


def _grow(path: Path, search: _Search) -> Iterator[Path]:
    """Each path that goes on from `path`: to an anchor, or as far as it goes."""
    last = path[-1]
    if last.sha256 in search.anchors:
        yield path
        return
    went_on = False
    if _length(path) < search.max_length:
        for issuer in _issuers(last, path, search):
            went_on = True
            yield from _grow((*path, issuer), search)
    else:
        search.cut = True
    if not went_on:
        yield path


def _length(path: Path) -> int:
    """How many certificates a path has; an authority's own rollovers count as one (4.2.1.9)."""
    return len(path) - sum(step.is_self_issued for step in path[1:])


def _issuers(certificate: Certificate, path: Path, search: _Search) -> Iterator[Certificate]:
    used = {(step.subject_key, step.public_key) for step in path}
    wanted = certificate.authority_key_identifier
    named = search.issuers.get(certificate.issuer_key, ())
    # RFC 4158, 3.5.12: key identifiers say where to look first, and rule nobody out.
    for candidate in sorted(named, key=lambda each: each.key_identifier != wanted):
        if (candidate.subject_key, candidate.public_key) in used:
            continue
        if candidate.sha256 in search.anchors and not may_issue(candidate):
            continue
        if search.checks_left <= 0:
            search.limited = True
            return
        search.checks_left -= 1
        # Of a key whose parameters are those of a key above, the path's validation asks.
        if lacks_parameters(candidate.public_key) or is_issued_by(certificate, candidate):
            yield candidate


def may_issue(anchor: Certificate) -> bool:
    """Whether an anchor issues at all: a person or a responder is believed for itself alone.

    A root from before basicConstraints says nothing of it, and issues.
    """
    if anchor.key_usage is not None and CERTIFICATE_SIGNING not in anchor.key_usage:
        return False
    is_silent = anchor.version < VERSION_3
    return anchor.is_authority or (anchor.is_self_issued and is_silent)


def working_keys(path: Path) -> tuple[bytes, ...]:
    """The public key of each certificate of the path (RFC 5280, 6.1.2 and 6.1.4, d to f).

    A DSA key without parameters has those of the key above it.
    """
    keys: list[bytes] = []
    for certificate in reversed(path):
        above = keys[-1] if keys else None
        keys.append(with_parameters(certificate.public_key, above))
    return tuple(reversed(keys))


@lru_cache(maxsize=ISSUED_KEPT)
def is_issued_by(certificate: Certificate, issuer: Certificate, key: bytes | None = None) -> bool:
    """Whether the issuer's key made the signature on the certificate.

    `key` is the issuer's with the parameters that it has from those above it.
    """
    try:
        found = verify(
            key or issuer.public_key,
            certificate.signature_algorithm,
            signature=certificate.asn1["signature_value"].native,
            message=certificate.asn1["tbs_certificate"].dump(),
        )
    except (UnsupportedAlgorithmError, ValueError, TypeError, IndexError):
        return False
    return found is not Verification.WRONG
