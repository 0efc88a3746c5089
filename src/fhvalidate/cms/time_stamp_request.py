"""Time-stamp requests and their responses (RFC 3161, 2.4), for stamps of our own."""

from typing import Any

from asn1crypto import algos, cms, core, tsp

from fhvalidate.cms.time_stamp_token import TimeStampToken, read_time_stamp_token
from fhvalidate.errors import Asn1Error

QUERY_TYPE = "application/timestamp-query"  # RFC 3161, 3.4
IMPRINT = "sha512"
_GRANTED = frozenset({"granted", "granted_with_mods"})
_BAD = "bad_alg"  # RFC 3161, 2.4.2: unrecognized or unsupported algorithm identifier
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, OverflowError)


class _Response(core.Sequence):  # type: ignore[misc]
    """TimeStampResp (RFC 3161, 2.4.2), whose token is optional: one that refuses has none."""

    _fields = [  # noqa: RUF012 - asn1crypto's way
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


def time_stamp_request(imprint: bytes, *, nonce: int, algorithm: str = IMPRINT) -> bytes:
    """The request for a time-stamp over a digest, which asks for the certificates too."""
    request = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": algorithm}),
                "hashed_message": imprint,
            },
            "nonce": nonce,
            "cert_req": True,
        }
    )
    return bytes(request.dump())


def answered_token(
    response: bytes, *, imprint: bytes, nonce: int, algorithm: str = IMPRINT
) -> TimeStampToken:
    """The token of the response, which answers the request: its digest, its nonce.

    That it is genuine, and whose, is for validation to say.

    Raises:
        Asn1Error: `refused`; `algorithm`: refused for the digest's sake; `not-a-time-stamp` or
            what else is wrong with it.
    """
    try:
        answer: Any = _Response.load(response, strict=True)
        status = answer["status"]
        if status["status"].native not in _GRANTED:
            raise Asn1Error(
                "algorithm" if _BAD in (status["fail_info"].native or ()) else "refused"
            )
        der = bytes(answer["time_stamp_token"].dump())
        token = read_time_stamp_token(der)
        content: Any = tsp.TSTInfo.load(token.signed_data.content or b"", strict=True)
        returned = content["nonce"].native
    except _MALFORMED as error:
        raise Asn1Error("not-a-time-stamp") from error
    if token.imprint_algorithm != algorithm or token.info.imprint != imprint:
        raise Asn1Error("imprint")
    if returned != nonce:  # RFC 3161, 2.4.2: the same value, where the request has one
        raise Asn1Error("nonce")
    return token
