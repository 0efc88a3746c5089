"""`fhvalidate trust policies`: which certificate policies every path must keep to."""

from dataclasses import replace
from pathlib import Path

from fhvalidate.atomic import locked
from fhvalidate.cli.exit_code import ExitCode
from fhvalidate.cli.trust_arguments import TrustArguments
from fhvalidate.cli.trust_changes import say, unchanged_profile
from fhvalidate.cli.trust_text import path_lines
from fhvalidate.errors import UsageError
from fhvalidate.report.messages import words
from fhvalidate.trust.profile import Profile, read_profile, write_profile
from fhvalidate.trust.profile_values import policies as identifiers
from fhvalidate.x509.paths.path_inputs import PathInputs, strictest


def policies(arguments: TrustArguments, path: Path) -> ExitCode:
    """Sets what the options name and shows what holds; without options, only shows it.

    Raises:
        UsageError: `trust-policy-malformed`, `trust-profile-not-accepted`.
    """
    stated = (arguments.explicit, arguments.inhibit_mapping, arguments.inhibit_any)
    if not (arguments.clear or arguments.required or any(stated)):
        _show(arguments, read_profile(path))
        return ExitCode.VALID
    with locked(path):
        profile = unchanged_profile(path)
        before = PathInputs() if arguments.clear else profile.path_inputs
        changed = replace(profile, path_inputs=_with(before, arguments))
        write_profile(path, changed)
    _show(arguments, changed)
    say(arguments, "policies-set", path=str(path))
    return ExitCode.VALID


def merged(own: Profile, given: Profile) -> PathInputs:
    """What both profiles ask for, when one is imported into the other.

    Raises:
        UsageError: `trust-policies-disjoint`: no policy is acceptable to both.
    """
    both = strictest((own.path_inputs, given.path_inputs))
    if both.initial_policies is not None and not both.initial_policies:
        raise UsageError("trust-policies-disjoint")
    return both


def _with(before: PathInputs, arguments: TrustArguments) -> PathInputs:
    """What was asked for before, with what the options ask for."""
    try:
        required = identifiers(arguments.required) if arguments.required else None
    except ValueError as error:
        raise UsageError("trust-policy-malformed", values=", ".join(arguments.required)) from error
    return PathInputs(
        initial_policies=before.initial_policies if required is None else required,
        # Without it the policies would only be told, and a path without them be valid.
        explicit_policy=before.explicit_policy or arguments.explicit or required is not None,
        inhibit_policy_mapping=before.inhibit_policy_mapping or arguments.inhibit_mapping,
        inhibit_any_policy=before.inhibit_any_policy or arguments.inhibit_any,
    )


def _show(arguments: TrustArguments, profile: Profile) -> None:
    lines = path_lines(profile.path_inputs, arguments.language)
    print("\n".join(lines or [words(arguments.language, "trust", "policies-none")]))
