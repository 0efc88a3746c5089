"""Test authorities: issuers that say in their own name that nobody should rely on them."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.path_building import Path

PATHS_KEPT = 2048  # looked at; each is asked about at several times, and by every document
WORDS = frozenset({"test", "sandbox", "qa", "demo"})

# A word is a run of letters: Testsson and Qatar are nobody's test, TEST1 and PKI-TEST are.
_WORD = re.compile(r"[^\W\d_]+")


def is_test_name(values: Iterable[str]) -> bool:
    """Whether one of the values has *test*, *sandbox*, *qa* or *demo* as a whole word."""
    return any(word.casefold() in WORDS for value in values for word in _WORD.findall(value))


def is_test_authority(certificate: Certificate) -> bool:
    """Whether the authority's own name, or its issuer's, says that it is a test."""
    names = (certificate.asn1.subject, certificate.asn1.issuer)
    return is_test_name(chain.from_iterable(_values(name) for name in names))


@lru_cache(maxsize=PATHS_KEPT)
def test_authority_in(path: Path) -> Certificate | None:
    """The first certificate of the path whose issuer is a test authority; None when none is.

    Only the names of authorities count: the first certificate's own name is a person's.
    """
    for certificate in path:
        if is_test_name(_values(certificate.asn1.issuer)):
            return certificate
    last = path[-1] if path else None
    if last is not None and last.is_authority and is_test_name(_values(last.asn1.subject)):
        return last
    return None


def _values(name: object) -> tuple[str, ...]:
    """The attribute values of a distinguished name (asn1crypto)."""
    try:
        native = name.native  # type: ignore[attr-defined]
    except (ValueError, TypeError):
        return ()
    flat = (item if isinstance(item, list) else [item] for item in native.values())
    return tuple(str(value) for value in chain.from_iterable(flat))
