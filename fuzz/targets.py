"""The readers of hostile bytes: nothing may leave one but what errors.py lists."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache

from fhvalidate import Policy, TrustAnchors, validate
from fhvalidate.cms.signed_data import read_signed_data
from fhvalidate.cms.time_stamp_token import read_time_stamp_token
from fhvalidate.errors import FhvalidateError
from fhvalidate.history import read_history
from fhvalidate.x509.certificates.certificate import read_certificate
from fhvalidate.x509.revocation.certificate_list import read_list
from fhvalidate.x509.revocation.ocsp_response import read_response

Target = Callable[[bytes], object]
AT = datetime(2026, 3, 3, tzinfo=UTC)


@cache
def policy() -> Policy:
    """The policy whose limits apply."""
    return Policy.named("default")


def read_pdf(data: bytes) -> object:
    """The history of a document: every reader of PDF objects and revisions."""
    return read_history(data, password="", limits=policy().limits)


def judge_pdf(data: bytes) -> object:
    """The whole journey, which raises nothing whatever the bytes; the report is written out."""
    return validate(data, trust=TrustAnchors.none(), at=AT).to_json()


TARGETS: Mapping[str, Target] = {
    "pdf": read_pdf,
    "document": judge_pdf,
    "cms": read_signed_data,
    "time-stamp": read_time_stamp_token,
    "certificate": read_certificate,
    "crl": read_list,
    "ocsp": read_response,
}


def survives(name: str, data: bytes) -> None:
    """Reads the bytes; whatever is raised that errors.py does not list goes on."""
    try:
        TARGETS[name](data)
    except FhvalidateError:
        if name == "document":
            raise
