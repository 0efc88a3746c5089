"""The claims of a token, read by their types (RFC 9321, 3.2 and D.2): what is not there is refused.

A member that may be left out may be null; nothing else may.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from fhvalidate.errors import SvtError
from fhvalidate.frozen import FrozenMapping
from fhvalidate.svt.claims import (
    CertificateReferences,
    DataReference,
    Extensions,
    PolicyResult,
    ReferenceKind,
    SignatureClaims,
    SvtResult,
    TimeResult,
    TokenClaims,
)
from fhvalidate.svt.jws import of_base64
from fhvalidate.svt.strict_json import Json, read_object

MAX_ENTRIES = 1_000  # signatures of one token, and members of one list; a file has at most 200
MAX_TEXT = 10_000  # characters of one text; real ones have a hundred
T = TypeVar("T")


def read_claims(payload: bytes) -> TokenClaims:
    """The claims that the JSON makes.

    Raises:
        SvtError: `not-json`, `json-key-twice`, `unknown-claim`, `missing-claim`, `claim-type`,
            `too-many`; where it is, is a path as in `sig_val_claims.sig[0].sig_ref`.
    """
    whole = _Members(
        read_object(payload, where="payload"),
        "",
        required=("jti", "iss", "iat", "sig_val_claims"),
        optional=("aud", "exp"),
    )
    claims = whole.object(
        "sig_val_claims", required=("ver", "profile", "hash_algo", "sig"), optional=("ext",)
    )
    return TokenClaims(
        id=whole.text("jti"),
        issuer=whole.text("iss"),
        issued_at=whole.time("iat"),
        audience=_audience(whole),
        expires=whole.time("exp") if whole.has("exp") else None,
        version=claims.text("ver"),
        profile=claims.text("profile"),
        digest_uri=claims.text("hash_algo"),
        signatures=claims.list("sig", _signature, least=1),
        extensions=_extensions(claims),
    )


class _Members:
    """The members of one object, each asked for by its type."""

    __slots__ = ("_members", "_where")

    def __init__(
        self, value: Json, where: str, *, required: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> None:
        if not isinstance(value, dict):
            raise SvtError("claim-type", where)
        self._where = where
        for name in value:
            if name not in required and name not in optional:
                raise SvtError("unknown-claim", self.place(name))
        self._members = {name: item for name, item in value.items() if item is not None}
        for name in required:
            if name not in self._members:
                raise SvtError("missing-claim", self.place(name))

    def place(self, name: str) -> str:
        """Where a member is."""
        return f"{self._where}.{name}" if self._where else name

    def has(self, name: str) -> bool:
        """Whether the member is there, and not null."""
        return name in self._members

    def value(self, name: str) -> Json:
        """The member, whatever it is."""
        return self._members[name]

    def text(self, name: str) -> str:
        """A text that is not empty."""
        value = self._members[name]
        if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT:
            raise SvtError("claim-type", self.place(name))
        return value

    def note(self, name: str) -> str | None:
        """A text that may be empty or left out."""
        value = self._members.get(name)
        if value is not None and (not isinstance(value, str) or len(value) > MAX_TEXT):
            raise SvtError("claim-type", self.place(name))
        return value

    def octets(self, name: str) -> bytes:
        """Bytes in base64."""
        return of_base64(self._members[name], where=self.place(name), reason="claim-type")

    def time(self, name: str) -> datetime:
        """A NumericDate in whole seconds (RFC 7519, 2)."""
        value = self._members[name]
        if not isinstance(value, int) or isinstance(value, bool):
            raise SvtError("claim-type", self.place(name))
        try:
            return datetime.fromtimestamp(value, UTC)
        except (OverflowError, ValueError, OSError) as error:
            raise SvtError("claim-type", self.place(name)) from error

    def object(
        self, name: str, *, required: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> "_Members":
        """A member that is an object."""
        value = self._members[name]
        return _Members(value, self.place(name), required=required, optional=optional)

    def list(self, name: str, read: Callable[[Json, str], T], *, least: int = 0) -> tuple[T, ...]:
        """A list of what `read` makes of each; nothing where it is left out."""
        items = self._members.get(name, [])
        if not isinstance(items, list) or len(items) < least:
            raise SvtError("claim-type", self.place(name))
        if len(items) > MAX_ENTRIES:
            raise SvtError("too-many", self.place(name))
        return tuple(read(item, f"{self.place(name)}[{n}]") for n, item in enumerate(items))


def _audience(whole: _Members) -> tuple[str, ...]:
    """RFC 7519, 4.1.3: one text, or a list of them."""
    if not whole.has("aud"):
        return ()
    return (
        whole.list("aud", _plain_text)
        if isinstance(whole.value("aud"), list)
        else (whole.text("aud"),)
    )


def _plain_text(value: Json, where: str) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise SvtError("claim-type", where)
    return value


def _extensions(members: _Members) -> Extensions:
    if not members.has("ext"):
        return FrozenMapping({})
    value, where = members.value("ext"), members.place("ext")
    if not isinstance(value, dict):
        raise SvtError("claim-type", where)
    if len(value) > MAX_ENTRIES:
        raise SvtError("too-many", where)
    return FrozenMapping({name: _plain_text(text, where) for name, text in value.items()})


def _signature(value: Json, where: str) -> SignatureClaims:
    members = _Members(
        value,
        where,
        required=("sig_ref", "sig_data_ref", "signer_cert_ref", "sig_val"),
        optional=("time_val", "ext"),
    )
    reference = members.object("sig_ref", required=("sig_hash", "sb_hash"), optional=("id",))
    return SignatureClaims(
        signature_digest=reference.octets("sig_hash"),
        attributes_digest=reference.octets("sb_hash"),
        id=reference.note("id"),
        data=members.list("sig_data_ref", _data, least=1),
        certificates=_certificates(members),
        results=members.list("sig_val", _policy_result, least=1),
        times=members.list("time_val", _time_result),
        extensions=_extensions(members),
    )


def _data(value: Json, where: str) -> DataReference:
    members = _Members(value, where, required=("ref", "hash"))
    return DataReference(members.text("ref"), members.octets("hash"))


def _certificates(entry: _Members) -> CertificateReferences:
    members = entry.object("signer_cert_ref", required=("type", "ref"))
    kind = members.text("type")
    if kind not in tuple(ReferenceKind):
        raise SvtError("claim-type", members.place("type"))

    def octets(value: Json, where: str) -> bytes:
        return of_base64(value, where=where, reason="claim-type")

    return CertificateReferences(ReferenceKind(kind), members.list("ref", octets, least=1))


def _policy_result(value: Json, where: str) -> PolicyResult:
    members = _Members(value, where, required=("pol", "res"), optional=("msg", "ext"))
    result = members.text("res")
    if result not in tuple(SvtResult):
        raise SvtError("claim-type", members.place("res"))
    return PolicyResult(
        members.text("pol"), SvtResult(result), members.note("msg"), _extensions(members)
    )


def _time_result(value: Json, where: str) -> TimeResult:
    members = _Members(
        value, where, required=("time", "type", "iss"), optional=("id", "hash", "val", "ext")
    )
    return TimeResult(
        time=members.time("time"),
        kind=members.text("type"),
        issuer=members.text("iss"),
        id=members.note("id"),
        digest=members.octets("hash") if members.has("hash") else None,
        results=members.list("val", _policy_result),
        extensions=_extensions(members),
    )
