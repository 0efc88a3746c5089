"""`fhvalidate trust policies`: which certificate policies every path must keep to."""

import pytest

from fhvalidate import places
from fhvalidate.report.messages import Language, words
from fhvalidate.store.trust import load_trust
from fhvalidate.trust.profile import read_profile
from fhvalidate.x509.paths.path_inputs import PathInputs
from tests.cli.shell import Shell
from tests.pki import Authority

POLICY, OTHER = "1.2.752.201.2.1", "0.4.0.2042.1.2"


def inputs() -> PathInputs:
    return read_profile(places.profile_path()).path_inputs


def test_a_policy_that_is_required_must_be_in_every_path(shell: Shell) -> None:
    code, told = shell.run("trust", "policies", "--require", POLICY, "--require", OTHER)

    assert code == 0
    assert f"{OTHER}, {POLICY}" in told
    assert inputs() == PathInputs(frozenset({POLICY, OTHER}), explicit_policy=True)
    assert load_trust([], test=False).path_inputs == inputs()


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("--explicit", PathInputs(explicit_policy=True)),
        ("--inhibit-mapping", PathInputs(inhibit_policy_mapping=True)),
        ("--inhibit-any", PathInputs(inhibit_any_policy=True)),
    ],
)
def test_what_is_named_is_added_to_what_was_asked_for(
    shell: Shell, option: str, expected: PathInputs
) -> None:
    assert shell.run("trust", "policies", option)[0] == 0
    assert inputs() == expected
    assert shell.run("trust", "policies", "--require", POLICY)[0] == 0
    assert inputs() == PathInputs(
        frozenset({POLICY}),
        explicit_policy=True,
        inhibit_policy_mapping=expected.inhibit_policy_mapping,
        inhibit_any_policy=expected.inhibit_any_policy,
    )


def test_the_policies_required_last_are_those_that_are_required(shell: Shell) -> None:
    shell.run("trust", "policies", "--require", POLICY)
    shell.run("trust", "policies", "--require", OTHER)

    assert inputs().initial_policies == frozenset({OTHER})


def test_clearing_asks_for_nothing_more_than_what_is_named_with_it(shell: Shell) -> None:
    shell.run("trust", "policies", "--require", POLICY, "--inhibit-any")

    assert shell.run("trust", "policies", "--clear", "--inhibit-mapping")[0] == 0
    assert inputs() == PathInputs(inhibit_policy_mapping=True)
    code, told = shell.run("trust", "policies", "--clear")
    assert code == 0
    assert words(Language.EN, "trust", "policies-none") in told
    assert inputs() == PathInputs()


def test_without_options_what_holds_is_shown_and_nothing_written(shell: Shell) -> None:
    code, told = shell.run("trust", "policies")

    assert code == 0
    assert words(Language.EN, "trust", "policies-none") in told
    assert not places.profile_path().exists()


def test_the_list_shows_the_policies(shell: Shell) -> None:
    shell.run("trust", "policies", "--require", POLICY, "--inhibit-any", "--inhibit-mapping")

    _, told = shell.run("trust", "list")

    assert POLICY in told
    assert words(Language.EN, "trust", "policies-inhibit-any") in told
    assert words(Language.EN, "trust", "policies-inhibit-mapping") in told


@pytest.mark.parametrize("wrong", ["bevaras", "1.2.", "2.5.29.32.0", "", "9.9"])
def test_a_policy_that_is_none_changes_nothing(shell: Shell, wrong: str) -> None:
    shell.run("trust", "policies", "--require", POLICY)

    code, told = shell.run("trust", "policies", "--require", OTHER, "--require", wrong)

    assert code == 2
    assert told.startswith("fhvalidate: ")
    assert inputs().initial_policies == frozenset({POLICY})


def test_an_imported_profile_brings_its_policies(shell: Shell) -> None:
    elsewhere = str(shell.folder / "listan.toml")
    shell.run("trust", "add", shell.file("a.pem", Authority.root().pem), "--profile", elsewhere)
    shell.run("trust", "policies", "--require", POLICY, "--profile", elsewhere)
    shell.run("trust", "policies", "--inhibit-any")

    assert shell.run("trust", "import", elsewhere)[0] == 0
    assert inputs() == PathInputs(
        frozenset({POLICY}), explicit_policy=True, inhibit_any_policy=True
    )


def test_profiles_that_accept_no_policy_in_common_are_not_merged(shell: Shell) -> None:
    elsewhere = str(shell.folder / "listan.toml")
    shell.run("trust", "policies", "--require", POLICY, "--profile", elsewhere)
    shell.run("trust", "policies", "--require", OTHER)

    assert shell.run("trust", "import", elsewhere)[0] == 2
    assert inputs().initial_policies == frozenset({OTHER})
