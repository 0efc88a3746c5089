"""What a path is asked for beyond its certificates (RFC 5280, 6.1.1)."""

from collections.abc import Iterable

from fhvalidate.frozen import frozen


@frozen
class PathInputs:
    """The policy inputs of path validation (RFC 5280, 6.1.1, c, e, f and g).

    Attributes:
        initial_policies: object identifiers of the certificate policies that are acceptable;
            None: any policy is.
        explicit_policy: whether the path must hold for at least one of them.
        inhibit_policy_mapping: whether one policy may not stand for another.
        inhibit_any_policy: whether anyPolicy stands for none.
    """

    initial_policies: frozenset[str] | None = None
    explicit_policy: bool = False
    inhibit_policy_mapping: bool = False
    inhibit_any_policy: bool = False


NO_INPUTS = PathInputs()


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
