"""TimeStampToken: what an RFC 3161 token says, unjudged."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from asn1crypto import tsp

from fhvalidate.cms.attributes import MALFORMED
from fhvalidate.cms.parts import TST_INFO
from fhvalidate.cms.signed_data import SignedData, read_signed_data
from fhvalidate.errors import Asn1Error
from fhvalidate.x509.algorithms import digest_name


@dataclass(frozen=True, slots=True)
class TimeStampToken:
    """A time-stamp token: a CMS over a TSTInfo.

    Attributes:
        generation_time: genTime: the time the authority states.
        imprint_algorithm: of the digest that was time-stamped; None when it is not known.
        imprint: that digest.
        name: SHA-256 of the token, in hexadecimal.
    """

    signed_data: SignedData
    generation_time: datetime
    imprint_algorithm: str | None
    imprint: bytes
    policy: str
    serial_number: int
    name: str
    der: bytes = field(repr=False)


def read_time_stamp_token(der: bytes) -> TimeStampToken:
    """The token that the bytes start with.

    Raises:
        Asn1Error: there is none.
    """
    signed_data = read_signed_data(der)
    if signed_data.content_type != TST_INFO or signed_data.content is None:
        raise Asn1Error("not-a-time-stamp")
    try:
        info = tsp.TSTInfo.load(signed_data.content)
        imprint = info["message_imprint"]
        time = info["gen_time"].native
        return TimeStampToken(
            signed_data=signed_data,
            generation_time=time if time.tzinfo is not None else time.replace(tzinfo=UTC),
            imprint_algorithm=digest_name(imprint["hash_algorithm"]["algorithm"].dotted),
            imprint=bytes(imprint["hashed_message"].native),
            policy=info["policy"].dotted,
            serial_number=int(info["serial_number"].native),
            name=hashlib.sha256(der[: signed_data.encoding.length]).hexdigest(),
            der=der[: signed_data.encoding.length],
        )
    except MALFORMED as error:
        raise Asn1Error("time-stamp") from error
