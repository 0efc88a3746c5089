"""The seal of a record: a time-stamp over it, which says since when it is unchanged.

Whoever asks a time-stamping authority gets a token: it says when, and not who wrote the record.
"""

from datetime import datetime

from fhvalidate.archive.seals import Judging, only_token
from fhvalidate.conclusion import Indication
from fhvalidate.frozen import frozen
from fhvalidate.report.archive_record_model import RecordSeal
from fhvalidate.signature import TimeStampKind
from fhvalidate.validation.time_stamp import check_imprint
from fhvalidate.x509.certificates.der import children

_SEQUENCE = 0x30  # a token begins with an object identifier instead
_PARTS_OF_AN_ANSWER = 2


@frozen
class Seal:
    """What came of a seal; `since` and `by` where it is confirmed."""

    status: RecordSeal
    since: datetime | None = None
    by: str | None = None


def _token_in(seal: bytes) -> bytes:
    """The token in the answer of an authority (RFC 3161, 2.4.2); what is no answer as it is.

    The status before it nobody has signed, and it says nothing that the token does not.
    """
    try:
        parts = children(seal)
    except ValueError:
        return seal
    is_answer = len(parts) == _PARTS_OF_AN_ANSWER and seal[parts[0][0]] == _SEQUENCE
    return seal[parts[1][0] : parts[1][2]] if is_answer else seal


def judge_seal(data: bytes, seal: bytes | None, judging: Judging) -> Seal:
    """Whether the seal is a time-stamp over the bytes that leads to an anchor of the reader's.

    Args:
        data: what the seal should be over.
        seal: the token, or the authority's answer with it; None where there is none.
        judging: by what.
    """
    if seal is None:
        return Seal(RecordSeal.MISSING)
    token = only_token(_token_in(seal))
    if token is None:
        return Seal(RecordSeal.UNREADABLE)
    if check_imprint(token, (memoryview(data),)).indication is Indication.FAILED:
        return Seal(RecordSeal.OF_OTHER_BYTES)
    result = judging.of(TimeStampKind.SIGNATURE, token, data)
    signer = result.basic.signer
    if result.conclusion.indication is not Indication.PASSED or signer is None:
        return Seal(RecordSeal.NOT_CONFIRMED)
    return Seal(RecordSeal.CONFIRMED, result.proven_time, signer.subject)
