"""What a client of SiVa asks, and what is wrong with it, in SiVa's keys and words.

The words are part of the contract: clients compare them, and show them. All errors come at once;
their order means nothing. What SiVa answers by 500, a name that is no text or has no ending, is an
error of the request here.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from typing import Any

from fhvalidate.frozen import frozen
from fhvalidate.web.siva.lenient_base64 import decode_base64, is_base64
from fhvalidate.web.siva.policies import POLICIES

MAX_NAME = 260  # of characters, as Java counts them
MAX_POLICY = 100
MAX_DIGEST = 1_000
MAX_STRUCTURE = 10_000  # members and elements of a body; a request has five, base64 has none of it
# Named so, SiVa takes a document for what its bytes may not be; by any other name they decide.
CONTAINERS = frozenset({"bdoc", "ddoc"})

_TEXTS = ("signaturePolicy", "reportType")
# DSS's names for digests, which SiVa takes in any case.
_DIGESTS = frozenset(
    {
        *("SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "RIPEMD160", "MD2", "MD5", "WHIRLPOOL"),
        *("SHA3_224", "SHA3_256", "SHA3_384", "SHA3_512", "SHAKE128", "SHAKE256", "SHAKE256_512"),
    }
)
_POLICY = re.compile(r"[A-Za-z0-9_ -]*", re.ASCII)
_AVAILABLE = "POLv3, POLv4"  # as SiVa says; a name of our own is for those who know of it


class ReportType(StrEnum):
    """How much is told."""

    SIMPLE = "simple"
    DETAILED = "detailed"
    DIAGNOSTIC = "diagnostic"


@frozen
class RequestError:
    """One thing that is wrong with a request."""

    key: str
    message: str


@frozen
class Asked:
    """What `/validate` is asked."""

    document: bytes = field(repr=False)
    filename: str
    policy: str
    report_type: ReportType


Errors = tuple[RequestError, ...]

MALFORMED = RequestError("document", "Document malformed or not matching documentType")
TOO_MUCH = RequestError("document", "Document does not meet the requirements")
FAILED = RequestError("document", "Unfortunately there was an error validating your document")
NOT_READABLE = RequestError(
    "requestBodyNotReadable", "Request body is malformed and cannot be read"
)
_NOT_BASE64 = RequestError("document", "Document is not encoded in a valid base64 string")
_BLANK = RequestError("document", "must not be blank")
_INVALID_NAME = RequestError("filename", "Invalid filename")
_NOT_XML = RequestError("signatureFiles.signature", "Signature file malformed")
_NOT_DDOC = RequestError(
    "filename", "Invalid filename. Can only return data files for DDOC type containers."
)


def read_validate(body: bytes, *, default_policy: str) -> Asked | Errors:
    """What the body of `/validate` asks, or what is wrong with it."""
    found = _members(body, (*_TEXTS, "document", "filename", "documentType"))
    if found is None:
        return (NOT_READABLE,)
    texts = {key: _as_text(found.get(key)) for key in ("document", "signaturePolicy", "reportType")}
    filename: Any = found.get("filename")
    report_type = _report_type(texts["reportType"])
    errors = [
        *_wrong_with_document(texts["document"]),
        *_wrong_with_name(filename),
        *_wrong_with_policy(texts["signaturePolicy"]),
        *_wrong_with_report_type(texts["reportType"]),
    ]
    if found.get("documentType") is not None:
        told = "documentType is not a valid request parameter"
        errors.append(RequestError("documentType", told))
    if errors:
        return tuple(errors)
    policy = texts["signaturePolicy"] or default_policy
    if policy not in POLICIES:
        return (_unknown_policy(policy),)
    ending = _ending(filename)
    if not ending:
        return (_INVALID_NAME,)
    if ending in CONTAINERS:
        return (MALFORMED,)
    data = decode_base64(texts["document"] or "")
    if not data or report_type is None:
        return (MALFORMED,)
    return Asked(data, _whole(filename), policy, report_type)


def wrong_with_hashcode(body: bytes) -> Errors:
    """What is wrong with any body of `/validateHashcode`: it is for signatures in XML alone."""
    found = _members(body, _TEXTS)
    files: Any = None if found is None else found.get("signatureFiles")
    if found is None or not _are_objects(files, ("signature",)):
        return (NOT_READABLE,)
    told: list[RequestError] = []
    if files is None:
        told.append(RequestError("signatureFiles", "must not be null"))
    if not files:
        told.append(RequestError("signatureFiles", "must not be empty"))
    for number, each in enumerate(files or ()):
        key = f"signatureFiles[{number}]"
        if not _are_objects(each.get("datafiles"), ("filename", "hashAlgo", "hash")):
            return (NOT_READABLE,)
        wrong = _wrong_with_document(_as_text(each.get("signature")))
        told += [RequestError(f"{key}.signature", _of_signature(error)) for error in wrong]
        told += _wrong_with_data_files(each.get("datafiles"), f"{key}.datafiles")
    policy = _as_text(found.get("signaturePolicy"))
    told += _wrong_with_policy(policy)
    told += _wrong_with_report_type(_as_text(found.get("reportType")))
    if not told and policy is not None and policy not in POLICIES:
        told.append(_unknown_policy(policy))
    return tuple(told) or (_NOT_XML,)


def wrong_with_data_files(body: bytes) -> Errors:
    """What is wrong with any body of `/getDataFiles`: it is for DDOC, which is not read here."""
    found = _members(body, ("document", "filename"))
    if found is None:
        return (NOT_READABLE,)
    name = found.get("filename")
    errors = [*_wrong_with_document(_as_text(found.get("document")))]
    if not isinstance(name, str) or _ending(name) != "ddoc":
        errors.append(_NOT_DDOC)
    return tuple(errors) or (MALFORMED,)


def _members(body: bytes, texts: Sequence[str]) -> Mapping[str, Any] | None:
    """The members of the object that the body is; None where it is none, or is unreasonable.

    A body of empty lists would take twenty times its size in memory. Those of `texts` are neither
    lists nor objects.
    """
    if sum(map(body.count, (b",", b"[", b"{"))) > MAX_STRUCTURE:
        return None
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if _are_objects([found], texts) else None


def _are_objects(value: Any, texts: Sequence[str]) -> bool:
    """Whether it is a list of objects with such texts; null, as Java has it, is one without any."""
    if not isinstance(value, list | None):
        return False
    return all(
        isinstance(each, dict) and not any(isinstance(each.get(x), dict | list) for x in texts)
        for each in value or ()
    )


def _as_text(value: Any) -> str | None:
    """A value as the text that SiVa reads it as."""
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _wrong_with_document(text: str | None) -> Iterator[RequestError]:
    blank = text is None or not text.strip()
    if blank:
        yield _BLANK
    if blank or not is_base64(text or ""):
        yield _NOT_BASE64


def _wrong_with_name(name: Any) -> Iterator[RequestError]:
    if name is None:
        yield RequestError("filename", "must not be empty")
        yield _INVALID_NAME
    elif not isinstance(name, str):
        yield _INVALID_NAME
    elif not name:
        yield RequestError("filename", "must not be empty")
        yield _size("filename", MAX_NAME)
    elif len(name.encode("utf-16-le", "surrogatepass")) > 2 * MAX_NAME:
        yield _size("filename", MAX_NAME)


def _wrong_with_data_files(files: list[Any] | None, key: str) -> Iterator[RequestError]:
    if files is not None and not files:
        yield RequestError(key, "Invalid dataFiles list")
    for number, each in enumerate(files or ()):
        algorithm, digest = _as_text(each.get("hashAlgo")), _as_text(each.get("hash"))
        for error in _wrong_with_name(each.get("filename")):
            yield RequestError(f"{key}[{number}].filename", error.message)
        if algorithm is not None and algorithm.upper() not in _DIGESTS:
            yield RequestError(f"{key}[{number}].hashAlgo", "Invalid hash algorithm")
        for error in _wrong_with_document(digest):
            yield RequestError(f"{key}[{number}].hash", error.message)
        if digest is not None and not 0 < len(digest) <= MAX_DIGEST:
            yield _size(f"{key}[{number}].hash", MAX_DIGEST)


def _wrong_with_policy(name: str | None) -> Iterator[RequestError]:
    if name is None:
        return
    if not 0 < len(name) <= MAX_POLICY:
        yield _size("signaturePolicy", MAX_POLICY)
    if not _POLICY.fullmatch(name):
        yield RequestError("signaturePolicy", "Invalid signature policy")


def _wrong_with_report_type(text: str | None) -> Iterator[RequestError]:
    if _report_type(text) is None:
        yield RequestError("reportType", "Invalid report type")


def _of_signature(error: RequestError) -> str:
    """The same of a signature's file, which has words of its own where it is no base64."""
    if error is _NOT_BASE64:
        return "Signature file is not valid base64 encoded string"
    return error.message


def _unknown_policy(name: str) -> RequestError:
    told = f"Invalid signature policy: {name}; Available abstractPolicies: [{_AVAILABLE}]"
    return RequestError("signaturePolicy", told)


def _size(key: str, most: int) -> RequestError:
    return RequestError(key, f"size must be between 1 and {most}")


def _report_type(text: str | None) -> ReportType | None:
    if text is None:
        return ReportType.SIMPLE
    return next((each for each in ReportType if each == text.lower()), None)


def _ending(name: str) -> str:
    """The ending of the name, in small letters; empty where it has none."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return last.rpartition(".")[2].lower() if "." in last else ""


def _whole(name: str) -> str:
    """The name with a replacement for halves of characters, which no answer can hold."""
    return name.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
