"""Documents judged by trusted lists that were taken into use with the command."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cli.shell import Shell
from tests.cli.test_trust_rollback import update_from
from tests.pki import ANNA, EPOCH
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b
from tests.trust.published import WITHDRAWN, State
from tests.trust.test_list_extensions import FOREIGN, extension
from tests.trust.test_list_set import ISSUER, SWEDISH, TOP

AT = EPOCH.isoformat()


@pytest.fixture
def document(shell: Shell) -> str:
    """Minutes signed under the authority on the list."""
    return shell.file("p.pdf", sign_b_b(minutes(), ISSUER.issue_person(ANNA, no_rev_avail=True)))


def test_a_document_is_valid_by_a_list_that_is_understood(shell: Shell, document: str) -> None:
    update_from(shell, {"EU.xml": TOP, "SE.xml": SWEDISH})

    assert shell.run(document, "--at", AT)[0] == 0


@pytest.mark.parametrize("place", ["service", "provider", "list"])
def test_a_document_is_not_valid_by_what_is_not_understood_and_the_report_says_why(
    shell: Shell, document: str, place: str
) -> None:
    foreign = extension(FOREIGN)
    other = replace(SWEDISH, territory="FI")
    swedish = {
        "service": replace(
            SWEDISH, services=[replace(SWEDISH.services[0], states=[State(extensions=foreign)])]
        ),
        "provider": replace(SWEDISH, provider_extensions=foreign),
        "list": replace(SWEDISH, scheme_extensions=foreign),
    }[place]
    top = replace(TOP, pointers=[*TOP.pointers, replace(TOP.pointers[0], territory="FI")])
    empty = replace(other, services=[])
    update_from(shell, {"EU.xml": top, "SE.xml": swedish, "FI.xml": empty})

    code, said = shell.run(document, "--at", AT)

    assert code == 3
    assert "critical extension that is not understood here (Foo)" in " ".join(said.split())


def test_what_was_withdrawn_is_believed_again_only_where_the_rollback_is_told(
    shell: Shell, document: str
) -> None:
    ended = State(status=WITHDRAWN, since=EPOCH - timedelta(days=30))
    withdrawn = replace(
        SWEDISH, sequence=2, services=[replace(SWEDISH.services[0], states=[ended, State()])]
    )
    update_from(shell, {"EU.xml": TOP, "SE-1.xml": SWEDISH, "SE-2.xml": withdrawn})
    code, _ = shell.run(document, "--at", AT)
    assert code == 3

    update_from(shell, {"EU.xml": TOP, "SE.xml": SWEDISH})
    code, said = shell.run(document, "--at", AT)

    assert code == 0
    assert "older than others that are kept here" in " ".join(said.split())


def test_lists_none_of_which_can_be_used_are_refused_with_the_reason(shell: Shell) -> None:
    swedish = replace(SWEDISH, scheme_extensions=extension(FOREIGN))

    code, said = update_from(shell, {"EU.xml": TOP, "SE.xml": swedish})

    assert code == 2
    assert "SE is not believed" in said
    assert "None of the trusted lists could be used" in said
