"""What a path is asked for beyond its certificates (RFC 5280, 6.1.1)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
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
