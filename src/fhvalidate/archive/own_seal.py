"""A seal by the archive's own key: a time-stamp (RFC 3161) that it makes itself.

It says what the archive's own clock showed, and is believed by whoever trusts its issuer to
time-stamp.
"""

import secrets
from datetime import datetime

from fhvalidate.archive.seal_key import SealKey
from fhvalidate.archive.seals import only_token
from fhvalidate.cms.time_stamp_making import Stamping, make_time_stamp
from fhvalidate.conclusion import Indication, first_failure
from fhvalidate.errors import UsageError
from fhvalidate.validation.chain_purposes import TIME_STAMPING
from fhvalidate.validation.cryptographic_verification import verify_enclosed
from fhvalidate.validation.format_checking import check_token_elements, check_token_format
from fhvalidate.validation.time_stamp import check_imprint
from fhvalidate.x509.certificates.certificate import read_certificate

SERIAL_BITS = 64  # another number each time, without a count that must be kept


def refuse_other_purposes(key: SealKey, path: str) -> None:
    """Refuses a key whose certificate is not for time-stamping alone (RFC 3161, 2.3).

    Raises:
        UsageError: `seal-key-not-for-time-stamps`.
    """
    if read_certificate(key.certificate).extended_key_usage != frozenset({TIME_STAMPING}):
        raise UsageError("seal-key-not-for-time-stamps", path=path)


def own_seal(data: bytes, key: SealKey, *, at: datetime) -> bytes:
    """The token over the bytes, DER, held to what is asked of others' before it is handed out.

    Raises:
        UsageError: `seal-failed`.
    """
    stamping = Stamping(at, 1 + secrets.randbits(SERIAL_BITS))
    try:
        made = make_time_stamp(data, key.key, key.certificates, stamping)
    except (ValueError, TypeError) as error:
        raise UsageError("seal-failed", reason=type(error).__name__) from error
    token = only_token(made)
    if token is None:
        raise UsageError("seal-failed", reason="InvalidToken")
    held = first_failure(
        (
            check_token_format(token),
            check_token_elements(token),
            check_imprint(token, (memoryview(data),)),
            verify_enclosed(token.signed_data, read_certificate(key.certificate)),
        )
    )
    if held.indication is not Indication.PASSED:
        raise UsageError("seal-failed", reason=held.findings[0].code)
    return made
