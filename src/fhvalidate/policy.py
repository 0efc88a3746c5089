"""Policy: the constraints that a validation applies, frozen, read from TOML.

The three groups are those of ETSI EN 319 102-1, 5.1.4; the limits keep hostile files harmless.
"""

import hashlib
import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib import resources
from os import PathLike
from pathlib import Path
from typing import Any

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
    TimeStampRevocation,
    X509Constraints,
)
from fhvalidate.errors import UsageError


@dataclass(frozen=True, slots=True)
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
            UsageError: `policy-malformed`, with the reason.
        """
        try:
            return policy_from_toml(Path(path).read_bytes())
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValueError, TypeError) as why:
            raise UsageError("policy-malformed", path=str(path), reason=str(why)) from why


def policy_from_toml(text: bytes) -> Policy:
    """The policy that the TOML states, over `default`.

    Raises:
        ValueError: a key or value that no policy has.
        TypeError: a value of the wrong type.
    """
    stated = tomllib.loads(text.decode())
    base = tomllib.loads(_shipped()["default"].decode())
    _refuse_unknown(stated, base, where="")
    merged = {key: _over(base[key], stated.get(key)) for key in base}
    policy = Policy(
        name=_text(merged["name"]),
        # Over both: what a policy leaves out is part of what it asks.
        sha256=hashlib.sha256(_shipped()["default"] + text).hexdigest(),
        x509=_x509(merged["x509"]),
        signature=_signature(merged["signature"]),
        cryptography=CryptographicConstraints(
            tuple(map(_lifetime, merged["cryptography"]["algorithm"]))
        ),
        changes=_changes(merged["changes"]),
        preservation=_preservation(merged["preservation"]),
        limits=Limits(**{row.name: _count(merged["limits"][row.name]) for row in fields(Limits)}),
    )
    # An empty rule would mean that anything goes (conventions, 10).
    if not policy.cryptography.algorithms or not policy.signature.key_usage:
        raise ValueError("an empty list accepts nothing; leave the key out to keep the default")
    return policy


def _x509(table: dict[str, Any]) -> X509Constraints:
    return X509Constraints(
        revocation=Revocation(table["revocation"]),
        revocation_freshness_seconds=_count(table["revocation_freshness_seconds"]),
        timestamp_revocation=TimeStampRevocation(table["timestamp_revocation"]),
        clock_skew_seconds=_count(table["clock_skew_seconds"]),
    )


def _signature(table: dict[str, Any]) -> SignatureConstraints:
    return SignatureConstraints(
        key_usage=tuple(map(_text, table["key_usage"])),
        claimed_time_skew_seconds=_count(table["claimed_time_skew_seconds"]),
        timestamp_delay_seconds=_count(table["timestamp_delay_seconds"]),
        explicit_policy=ExplicitPolicy(table["explicit_policy"]),
        known_policies=tuple(
            KnownPolicy(_text(row.get("oid")), _text(row.get("digest")).lower())
            for row in table["policy"]
        ),
        listed_signers=Consequence(table["listed_signers"]),
    )


def _changes(table: dict[str, Any]) -> ChangeConstraints:
    return ChangeConstraints(
        **{row.name: Consequence(table[row.name]) for row in fields(ChangeConstraints)}
    )


def _preservation(table: dict[str, Any]) -> PreservationConstraints:
    return PreservationConstraints(
        assurance_level=_count(table["assurance_level"]),
        advanced_signature=_flag(table["advanced_signature"]),
        pdf_a=_flag(table["pdf_a"]),
    )


@cache
def _shipped() -> dict[str, bytes]:
    folder = resources.files("fhvalidate.policies")
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
            raise ValueError(f"unknown key {where}{key}")
        if isinstance(base[key], dict):
            if not isinstance(value, dict):
                raise TypeError(f"{where}{key} must be a table")
            _refuse_unknown(value, base[key], where=f"{where}{key}.")


def _lifetime(row: dict[str, Any]) -> AlgorithmLifetime:
    if extra := set(row) - {"name", "size", "until"}:
        raise ValueError(f"unknown key cryptography.algorithm.{min(extra)}")
    until = row.get("until")
    if until is not None and not isinstance(until, date):
        raise TypeError(f"not a date: {until!r}")
    return AlgorithmLifetime(_text(row.get("name")), _count(row.get("size", 0)), until)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError(f"not a text: {value!r}")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"not true or false: {value!r}")
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"not a non-negative whole number: {value!r}")
    return value
