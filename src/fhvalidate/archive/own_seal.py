"""A seal by the archive's own key: a time-stamp (RFC 3161) that it makes itself.

It says what the archive's own clock showed, and is believed by whoever trusts its issuer to
time-stamp.
"""

from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding

from fhvalidate.archive.seal_key import SealKey
from fhvalidate.archive.seals import only_token
from fhvalidate.cms.time_stamp_making import Imprint, Signer, Stamping, make_time_stamp
from fhvalidate.conclusion import Indication, first_failure
from fhvalidate.errors import UsageError
from fhvalidate.validation.chain_purposes import TIME_STAMPING
from fhvalidate.validation.cryptographic_verification import verify_enclosed
from fhvalidate.validation.format_checking import check_token_elements, check_token_format
from fhvalidate.validation.time_stamp import check_imprint
from fhvalidate.x509.certificates.certificate import read_certificate
from fhvalidate.x509.keys.algorithms import digest_of
from fhvalidate.x509.keys.signing import signing

IMPRINT = "sha512"


def refuse_other_purposes(key: SealKey, path: str) -> None:
    """Refuses a key whose certificate is not for time-stamping alone (RFC 3161, 2.3).

    Raises:
        UsageError: `seal-key-not-for-time-stamps`.
    """
    if read_certificate(key.certificate).extended_key_usage != frozenset({TIME_STAMPING}):
        raise UsageError("seal-key-not-for-time-stamps", path=path)


def signer_of(key: SealKey) -> Signer:
    """The key, as what signs time-stamps."""
    algorithm, sign = key.algorithm, signing(key.key)
    ders = tuple(each.public_bytes(Encoding.DER) for each in key.certificates)
    return Signer(ders, algorithm, lambda data: sign(data, algorithm))


def own_seal(data: bytes, key: SealKey, *, at: datetime) -> bytes:
    """The token over the bytes, DER, held to what is asked of others' before it is handed out.

    Raises:
        UsageError: `seal-failed`.
    """
    imprint = Imprint(digest_of(data, IMPRINT), IMPRINT)
    try:
        made = make_time_stamp(imprint, signer_of(key), Stamping(at))
    except (ValueError, TypeError, LookupError) as error:
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
