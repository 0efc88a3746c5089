"""The moments the test world agrees on; nothing in it reads the clock."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""When things happen unless a test says otherwise: the claimed signing time."""

TIME_STAMPED_AT = EPOCH + timedelta(minutes=1)
"""When the signature time-stamp is made."""

REVOCATION_DATA_AT = EPOCH + timedelta(hours=1)
"""The thisUpdate of CRLs and OCSP responses: after the signature, as freshness asks."""

ARCHIVED_AT = EPOCH + timedelta(hours=2)
"""When the document time-stamp is made."""

REFRESHED_AT = EPOCH + timedelta(hours=3)
"""The thisUpdate of the revocation data for the document time-stamp's own authority."""

VALIDATED_AT = EPOCH + timedelta(days=1)
"""The time validation is asked for."""

REVOCATION_DATA_LIFETIME = timedelta(days=30)
"""From thisUpdate to nextUpdate, unless a test says otherwise."""

YEAR = timedelta(days=365)
