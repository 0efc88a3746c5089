"""Whether a prospective path holds by RFC 5280, 6: signatures, names, constraints, policies."""

from datetime import datetime
from functools import lru_cache

from fhvalidate.x509.path_building import Path

PATHS_KEPT = 2048  # judged; what they hold by never changes, and an archive's people sign often


def common_validity(path: Path) -> tuple[datetime, datetime]:
    """From when until when every certificate below the anchor is in force; may be empty."""
    below = path[:-1] or path
    return max(c.not_before for c in below), min(c.not_after for c in below)


@lru_cache(maxsize=PATHS_KEPT)
def path_defect(path: Path) -> str | None:
    """What is wrong with the path, in the library's words; None when it holds.

    Judged at the end of the time that all its certificates are in force (ETSI EN 319 102-1,
    5.6.2.1, step 2: a date from the intersection of their validity intervals). Time itself,
    revocation and the lifetimes of algorithms are judged elsewhere.
    """
    from pyhanko_certvalidator.errors import PathBuildingError, ValidationError
    from pyhanko_certvalidator.validate import async_validate_path

    from fhvalidate.x509.certvalidator import as_validation_path, context, finished

    if len(path) == 1:
        return None  # the certificate is an anchor itself: it is believed as it stands
    start, end = common_validity(path)
    if start > end:
        return "the certificates of the path were never all in force at one time"
    try:
        judged = context(at=end, anchors=path[-1:], pool=path)
        finished(async_validate_path(judged, as_validation_path(path)))
    except (ValidationError, PathBuildingError) as error:
        return str(error)
    except (ValueError, TypeError, KeyError, LookupError, NotImplementedError) as error:
        return type(error).__name__
    return None
