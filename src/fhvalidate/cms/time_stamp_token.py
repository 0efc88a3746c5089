"""TimeStampToken: what an RFC 3161 token says, unjudged."""

import hashlib
from dataclasses import field
from datetime import datetime

from fhvalidate.cms.parts import TST_INFO
from fhvalidate.cms.signed_data import SignedData, read_signed_data
from fhvalidate.cms.tst_info import TstInfo, read_tst_info
from fhvalidate.errors import Asn1Error
from fhvalidate.frozen import frozen
from fhvalidate.times import shifted


@frozen
class TimeStampToken:
    """A time-stamp token: a CMS over a TSTInfo.

    Attributes:
        info: the TSTInfo.
        name: SHA-256 of the token, in hexadecimal.
    """

    signed_data: SignedData
    info: TstInfo
    name: str
    der: bytes = field(repr=False)

    @property
    def generation_time(self) -> datetime:
        """The time that the authority states: genTime."""
        return self.info.generation_time

    @property
    def imprint_algorithm(self) -> str | None:
        """Of the digest that was time-stamped; None when it is not known."""
        return self.info.imprint_algorithm

    @property
    def latest_time(self) -> datetime:
        """The latest time that the token can be from: genTime with its accuracy."""
        return shifted(self.info.generation_time, self.info.accuracy)

    @property
    def earliest_time(self) -> datetime:
        """The earliest time that the token can be from."""
        return shifted(self.info.generation_time, -self.info.accuracy)


def read_time_stamp_token(der: bytes) -> TimeStampToken:
    """The token that the bytes start with.

    Raises:
        Asn1Error: there is none.
    """
    signed_data = read_signed_data(der)
    if signed_data.content_type != TST_INFO or signed_data.content is None:
        raise Asn1Error("not-a-time-stamp")
    token = der[: signed_data.encoding.length]
    info = read_tst_info(signed_data.content)
    return TimeStampToken(signed_data, info, hashlib.sha256(token).hexdigest(), token)
