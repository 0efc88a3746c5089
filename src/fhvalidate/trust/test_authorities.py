"""Test authorities: issuers that say in their own name that nobody should rely on them."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from fhvalidate.late_patterns import late_re
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.certificates.names import Name
from fhvalidate.x509.paths.path_building import Path

PATHS_KEPT = 2048  # looked at; each is asked about at several times, and by every document
WORDS = frozenset({"test", "sandbox", "qa", "demo"})

# A word is a run of letters: Testsson and Qatar are nobody's test, TEST1 and PKI-TEST are.
_WORD = late_re(r"[^\W\d_]+")


def is_test_name(values: Iterable[str]) -> bool:
    """Whether one of the values has *test*, *sandbox*, *qa* or *demo* as a whole word."""
    return any(word.casefold() in WORDS for value in values for word in _WORD.findall(value))


def is_test_authority(certificate: Certificate) -> bool:
    """Whether the authority's own name, or its issuer's, says that it is a test."""
    names = (certificate.subject_name, certificate.issuer_name)
    return is_test_name(chain.from_iterable(_texts(name) for name in names))


@lru_cache(maxsize=PATHS_KEPT)
def test_authority_in(path: Path) -> Certificate | None:
    """The first certificate of the path whose issuer is a test authority; None when none is.

    Only the names of authorities count: the first certificate's own name is a person's.
    """
    for certificate in path:
        if is_test_name(_texts(certificate.issuer_name)):
            return certificate
    last = path[-1] if path else None
    if last is not None and last.is_authority and is_test_name(_texts(last.subject_name)):
        return last
    return None


def _texts(name: Name) -> tuple[str, ...]:
    """The texts of the attributes of a distinguished name."""
    return tuple(each.text for part in name for each in part)
