"""The policy inputs of path validation: which certificate policies a path must keep to."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PathInputs:
    """The inputs (c), (e), (f) and (g) of RFC 5280, 6.1.1; the defaults ask for nothing.

    Attributes:
        initial_policies: identifiers of the policies that are acceptable; None for any policy.
        explicit_policy: whether the path must be valid for one of them at least.
        inhibit_policy_mapping: whether policy mapping is forbidden in the path.
        inhibit_any_policy: whether anyPolicy is passed over where a certificate has it.
    """

    initial_policies: frozenset[str] | None = None
    explicit_policy: bool = False
    inhibit_policy_mapping: bool = False
    inhibit_any_policy: bool = False


def strictest(parts: Iterable[PathInputs]) -> PathInputs:
    """What all of them ask for together.

    Policies that one accepts and another does not are not accepted; where nothing is left, no
    path is valid that must be valid for a policy.
    """
    parts = tuple(parts)
    stated = [p.initial_policies for p in parts if p.initial_policies is not None]
    return PathInputs(
        initial_policies=frozenset.intersection(*stated) if stated else None,
        explicit_policy=any(part.explicit_policy for part in parts),
        inhibit_policy_mapping=any(part.inhibit_policy_mapping for part in parts),
        inhibit_any_policy=any(part.inhibit_any_policy for part in parts),
    )
