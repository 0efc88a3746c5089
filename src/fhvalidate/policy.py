"""Policy: the constraints that a validation applies, frozen, read from TOML.

The three groups are those of ETSI EN 319 102-1, 5.1.4; the limits keep hostile files harmless.
"""

import hashlib
from dataclasses import fields
from datetime import date
from enum import StrEnum
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from fhvalidate.constraints import (
    AlgorithmLifetime,
    ChangeConstraints,
    Consequence,
    CryptographicConstraints,
    ExplicitPolicy,
    KnownPolicy,
    Limits,
    PreservationConstraints,
    Revocation,
    SignatureConstraints,
    SoleControl,
    TimeStampRevocation,
    TokenUse,
    X509Constraints,
)
from fhvalidate.errors import SettingsError, UsageError
from fhvalidate.frozen import frozen
from fhvalidate.regular_files import not_read, read_regular
from fhvalidate.toml_text import read_toml

MAX_SIZE = 1_048_576  # bytes; one that states everything has 10,000
MAX_NUMBER = 10**12  # seconds of thirty thousand years, or a terabyte: beyond is a slip of the hand
MAX_SHOWN = 100  # characters of what a file says, in what is said of it
Choice = TypeVar("Choice", bound=StrEnum)


@frozen
class Policy:
    """A validation policy.

    Attributes:
        name: the name it gives itself.
        sha256: of the TOML it was read from, in hexadecimal.
    """

    name: str
    sha256: str
    x509: X509Constraints
    signature: SignatureConstraints
    cryptography: CryptographicConstraints
    changes: ChangeConstraints
    preservation: PreservationConstraints
    limits: Limits

    @classmethod
    def named(cls, name: str) -> "Policy":
        """The policy of that name that comes with the package.

        Raises:
            UsageError: `policy-unknown`.
        """
        if name not in _shipped():
            raise UsageError("policy-unknown", name=name, known=", ".join(_shipped()))
        return _named(name)

    @classmethod
    def from_path(cls, path: str | PathLike[str]) -> "Policy":
        """The policy in a TOML file; what the file leaves out is as in `default`.

        Raises:
            UsageError: `policy-malformed`, with the reason and where; `file-missing`,
                `file-not-readable`.
        """
        try:
            return policy_from_toml(read_regular(path, limit=MAX_SIZE))
        except SettingsError as why:
            raise UsageError(
                "policy-malformed", path=str(path), reason=why.reason, where=why.where
            ) from why
        except OSError as error:
            raise not_read(path, error) from error


def shipped_policies() -> tuple[str, ...]:
    """The names of the policies that come with the package."""
    return tuple(_shipped())


def policy_from_toml(text: bytes) -> Policy:
    """The policy that the TOML states, over `default`.

    Raises:
        SettingsError: no TOML, or a key or value that no policy has.
    """
    stated = read_toml(text)
    base = read_toml(_shipped()["default"])
    _refuse_unknown(stated, base, where="")
    merged = {key: _over(base[key], stated.get(key)) for key in base}
    policy = Policy(
        name=_text(merged, "name"),
        # Over both: what a policy leaves out is part of what it asks.
        sha256=hashlib.sha256(_shipped()["default"] + text).hexdigest(),
        x509=_x509(merged["x509"]),
        signature=_signature(merged["signature"]),
        cryptography=CryptographicConstraints(
            tuple(map(_lifetime, _rows(merged["cryptography"], "cryptography.algorithm")))
        ),
        changes=_changes(merged["changes"]),
        preservation=_preservation(merged["preservation"]),
        limits=Limits(
            **{row.name: _count(merged["limits"], f"limits.{row.name}") for row in fields(Limits)}
        ),
    )
    # An empty rule would mean that anything goes (conventions, 10).
    for key, stated_list in (
        ("cryptography.algorithm", policy.cryptography.algorithms),
        ("signature.key_usage", policy.signature.key_usage),
    ):
        if not stated_list:
            raise SettingsError("empty-list", where=key)
    if "name" not in stated:  # an empty file is a slip, and no policy
        raise SettingsError("not-stated", where="name")
    return policy


def _x509(table: dict[str, Any]) -> X509Constraints:
    return X509Constraints(
        revocation=_choice(table, "x509.revocation", Revocation),
        revocation_freshness_seconds=_count(table, "x509.revocation_freshness_seconds"),
        timestamp_revocation=_choice(table, "x509.timestamp_revocation", TimeStampRevocation),
        clock_skew_seconds=_count(table, "x509.clock_skew_seconds"),
    )


def _signature(table: dict[str, Any]) -> SignatureConstraints:
    return SignatureConstraints(
        key_usage=tuple(
            _text({"key_usage": usage}, "signature.key_usage")
            for usage in _list(table, "signature.key_usage")
        ),
        claimed_time_skew_seconds=_count(table, "signature.claimed_time_skew_seconds"),
        timestamp_delay_seconds=_count(table, "signature.timestamp_delay_seconds"),
        explicit_policy=_choice(table, "signature.explicit_policy", ExplicitPolicy),
        known_policies=tuple(
            KnownPolicy(
                _text(row, "signature.policy.oid"), _text(row, "signature.policy.digest").lower()
            )
            for row in _rows(table, "signature.policy")
        ),
        listed_signers=_choice(table, "signature.listed_signers", Consequence),
        svt=_choice(table, "signature.svt", TokenUse),
    )


def _changes(table: dict[str, Any]) -> ChangeConstraints:
    return ChangeConstraints(
        **{
            row.name: _choice(table, f"changes.{row.name}", Consequence)
            for row in fields(ChangeConstraints)
        }
    )


def _preservation(table: dict[str, Any]) -> PreservationConstraints:
    return PreservationConstraints(
        assurance_level=_count(table, "preservation.assurance_level"),
        advanced_signature=_flag(table, "preservation.advanced_signature"),
        sole_control=_choice(table, "preservation.sole_control", SoleControl),
        pdf_a=_flag(table, "preservation.pdf_a"),
    )


@cache
def _shipped() -> dict[str, bytes]:
    folder = Path(__file__).parent / "policies"
    return {
        entry.name.removesuffix(".toml"): entry.read_bytes()
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }


@cache
def _named(name: str) -> Policy:
    return policy_from_toml(_shipped()[name])


def _over(base: Any, stated: Any) -> Any:
    if stated is None:
        return base
    return base | stated if isinstance(base, dict) and isinstance(stated, dict) else stated


def _refuse_unknown(stated: dict[str, Any], base: dict[str, Any], *, where: str) -> None:
    for key, value in stated.items():
        if key not in base:
            raise SettingsError("unknown-key", where=f"{where}{key}"[:MAX_SHOWN])
        if isinstance(base[key], dict):
            if not isinstance(value, dict):
                raise SettingsError("not-a-table", where=f"{where}{key}")
            _refuse_unknown(value, base[key], where=f"{where}{key}.")


def _lifetime(row: dict[str, Any]) -> AlgorithmLifetime:
    where = "cryptography.algorithm."
    if extra := set(row) - {"name", "size", "until"}:
        raise SettingsError("unknown-key", where=f"{where}{min(extra)}"[:MAX_SHOWN])
    until = row.get("until")
    if until is not None and not isinstance(until, date):
        raise SettingsError("not-a-date", where=f"{where}until")
    return AlgorithmLifetime(
        _text(row, f"{where}name"), _count({"size": 0} | row, f"{where}size"), until
    )


# Each takes a table and the whole name of a key, whose last part is the key in that table.


def _value(table: dict[str, Any], where: str) -> Any:
    return table.get(where.rpartition(".")[2])


def _choice(table: dict[str, Any], where: str, choices: type[Choice]) -> Choice:
    value = _value(table, where)
    if not isinstance(value, str) or value not in tuple(choices):
        raise SettingsError("unknown-value", where=where)
    return choices(value)


def _list(table: dict[str, Any], where: str) -> list[Any]:
    value = _value(table, where)
    if not isinstance(value, list):
        raise SettingsError("not-a-list", where=where)
    return value


def _rows(table: dict[str, Any], where: str) -> list[dict[str, Any]]:
    rows = _list(table, where)
    if not all(isinstance(row, dict) for row in rows):
        raise SettingsError("not-a-table", where=where)
    return rows


def _text(table: dict[str, Any], where: str) -> str:
    value = _value(table, where)
    if not isinstance(value, str) or not value:
        raise SettingsError("not-a-text", where=where)
    return value


def _flag(table: dict[str, Any], where: str) -> bool:
    value = _value(table, where)
    if not isinstance(value, bool):
        raise SettingsError("not-true-or-false", where=where)
    return value


def _count(table: dict[str, Any], where: str) -> int:
    value = _value(table, where)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise SettingsError("not-a-whole-number", where=where)
    if value > MAX_NUMBER:
        raise SettingsError("number-too-large", where=where)
    return value
