"""Whether a prospective path holds by RFC 5280, 6: signatures, names, constraints, policies."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from fhvalidate.x509.certificate import Certificate
from fhvalidate.x509.path_building import Path


def path_defect(
    path: Path, *, at: datetime, anchors: Iterable[Certificate], tolerance: timedelta
) -> str | None:
    """What is wrong with the path at `at`, in the library's words; None when it holds.

    Revocation and the lifetimes of algorithms are not looked at.
    """
    from pyhanko_certvalidator.errors import PathBuildingError, ValidationError
    from pyhanko_certvalidator.validate import async_validate_path

    from fhvalidate.x509.certvalidator import as_validation_path, context, finished

    if len(path) == 1:
        return None  # the certificate is an anchor itself: it is believed as it stands
    try:
        judged = context(at=at, anchors=anchors, pool=path, tolerance=tolerance)
        finished(async_validate_path(judged, as_validation_path(path)))
    except (ValidationError, PathBuildingError) as error:
        return str(error)
    except (ValueError, TypeError, KeyError, LookupError, NotImplementedError) as error:
        return f"{type(error).__name__}"
    return None
