"""What a client of DSS asks, read as DSS's own clients write it, and refused where it is not clear.

What would be judged otherwise than it is asked for is refused rather than passed over: a policy in
DSS's own form, cryptographic rules, evidence records. A refusal has the status 500, as DSS's have.
"""

import base64
import json
import re
from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import Any

from fhvalidate.errors import RequestRefusedError
from fhvalidate.frozen import frozen
from fhvalidate.web.dss.tokens import STRATEGIES

MAX_STRUCTURE = 10_000  # members and elements of a body: a request has some 30, base64 has none
MAX_NAME = 1_000  # characters of a file's name
MAX_ID = 200  # characters; ours have some 70
NAME = "RemoteDocument"  # what DSS calls a document that has no name
STATUS = 500  # of every refusal: clients of DSS know no other
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MEMBERS = frozenset(
    {
        *("signedDocument", "originalDocuments", "policy", "cryptographicSuite"),
        *("validationTime", "evidenceRecords", "tokenExtractionStrategy", "signatureId"),
    }
)
_DOCUMENT = frozenset({"bytes", "digestAlgorithm", "name"})
_SHOWN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}")
_WHITE = b" \t\r\n"


@frozen
class Asked:
    """What is asked: a document, the time that the answer is for, and which objects are wanted.

    Attributes:
        at: the validation time; now when it is None.
        strategy: one of `STRATEGIES`.
        signature_id: which signature's original is asked for; the first one's when it is None.
    """

    document: bytes = field(repr=False)
    name: str
    at: datetime | None
    strategy: str
    signature_id: str | None


def read_asked(body: bytes) -> Asked:
    """What the body asks.

    Raises:
        RequestRefusedError: `dss-body-malformed`, `dss-member-unknown`, `dss-member-malformed`,
            `dss-document-missing`, `dss-document-digest`, `dss-not-taken`.
    """
    found = _members(body)
    _only(found, _MEMBERS)
    for name in ("policy", "cryptographicSuite"):
        if found.get(name) is not None:
            raise RequestRefusedError("dss-not-taken", status=STATUS, member=name)
    for name in ("originalDocuments", "evidenceRecords"):
        if found.get(name) not in (None, []):
            raise RequestRefusedError("dss-not-taken", status=STATUS, member=name)
    strategy = found.get("tokenExtractionStrategy")
    if strategy is None:
        strategy = "NONE"
    if not isinstance(strategy, str) or strategy not in STRATEGIES:
        raise _malformed("tokenExtractionStrategy")
    document, name = _document(found.get("signedDocument"))
    at = _time(found.get("validationTime"))
    return Asked(document, name, at, strategy, _text(found, "signatureId", MAX_ID))


def _members(body: bytes) -> dict[str, Any]:
    """The object that the body is; one of empty lists would take twenty times its size."""
    structure = sum(map(body.count, (b",", b"[", b"{")))
    try:
        found = json.loads(body) if structure <= MAX_STRUCTURE else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RequestRefusedError("dss-body-malformed", status=STATUS)
    return found


def _only(found: dict[str, Any], known: frozenset[str]) -> None:
    """Refuses members that nobody knows: what they ask for would be passed over.

    Raises:
        RequestRefusedError: `dss-member-unknown`.
    """
    for name in found:
        if name not in known:
            shown = name if _SHOWN.fullmatch(name) else "?"
            raise RequestRefusedError("dss-member-unknown", status=STATUS, member=shown)


def _document(value: Any) -> tuple[bytes, str]:
    """The bytes of the document, and its name."""
    if value is None:
        raise RequestRefusedError("dss-document-missing", status=STATUS)
    if not isinstance(value, dict):
        raise _malformed("signedDocument")
    _only(value, _DOCUMENT)
    if value.get("digestAlgorithm") is not None:
        raise RequestRefusedError("dss-document-digest", status=STATUS)
    text = value.get("bytes")
    if text is None or text == "":
        raise RequestRefusedError("dss-document-missing", status=STATUS)
    return _octets(text), _text(value, "name", MAX_NAME) or NAME


def _octets(text: Any) -> bytes:
    """Base64 with or without line breaks, in the plain alphabet (RFC 4648, 4)."""
    if not isinstance(text, str) or not text.isascii():
        raise _malformed("bytes")
    try:
        return base64.b64decode(text.encode().translate(None, _WHITE), validate=True)
    except ValueError as error:
        raise _malformed("bytes") from error


def _text(found: dict[str, Any], name: str, most: int) -> str | None:
    value = found.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > most:
        raise _malformed(name)
    return value.encode("utf-8", "replace").decode()  # half of a pair of surrogates is no text


def _time(value: Any) -> datetime | None:
    """Milliseconds since 1970, as DSS's clients write it, or a time in the form of ISO 8601."""
    if value is None:
        return None
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return EPOCH + timedelta(milliseconds=value)
        if isinstance(value, str):
            time = datetime.fromisoformat(value)
            return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _malformed("validationTime") from error
    raise _malformed("validationTime")


def _malformed(member: str) -> RequestRefusedError:
    return RequestRefusedError("dss-member-malformed", status=STATUS, member=member)
