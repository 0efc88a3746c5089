"""A certificate must be meant for signing, and revocation data recent enough."""

from datetime import datetime, timedelta

import pytest

from fhvalidate.validation.acceptance import check_key_usage
from fhvalidate.validation.revocation_freshness import is_fresh
from fhvalidate.x509.revocation.revocation_answer import RevocationAnswer, RevocationSource
from tests.pki import ANNA, REVOCATION_DATA_AT, VALIDATED_AT, YEAR
from tests.pki.profile import KeyUsage
from tests.validation.test_x509_validation import DEFAULT, WORLD, context, ours


@pytest.mark.parametrize(
    ("usage", "passes"),
    [
        ({KeyUsage.DIGITAL_SIGNATURE}, True),
        ({KeyUsage.NON_REPUDIATION}, True),
        (set(), True),
        ({KeyUsage.KEY_ENCIPHERMENT}, False),
        ({KeyUsage.KEY_CERT_SIGN, KeyUsage.CRL_SIGN}, False),
    ],
)
def test_a_certificate_must_be_meant_for_signing(usage: set[KeyUsage], passes: bool) -> None:
    person = WORLD.authority.issue_person(ANNA, key_usage=frozenset(usage))

    conclusion = check_key_usage(ours(person.certificate), context())

    assert (conclusion.indication == "PASSED") == passes
    assert conclusion.sub_indication == (None if passes else "CHAIN_CONSTRAINTS_FAILURE")


@pytest.mark.parametrize(
    ("this_update", "next_update", "fresh"),
    [
        (VALIDATED_AT, None, True),
        (VALIDATED_AT + YEAR, None, True),
        (VALIDATED_AT - YEAR, None, False),
        (REVOCATION_DATA_AT, VALIDATED_AT, True),
        # 5.2.5 asks for data from after the time less the period; a second of skew is tolerated.
        (REVOCATION_DATA_AT, VALIDATED_AT - timedelta(milliseconds=999), True),
        (REVOCATION_DATA_AT, VALIDATED_AT - timedelta(seconds=1), False),
    ],
)
def test_revocation_data_is_fresh_until_the_next_is_due(
    this_update: datetime, next_update: datetime | None, fresh: bool
) -> None:
    answer = RevocationAnswer(
        source=RevocationSource.CRL,
        sha256="",
        this_update=this_update,
        next_update=next_update,
        signer_not_after=VALIDATED_AT + YEAR,
        algorithms=(),
    )

    assert is_fresh(answer, at=VALIDATED_AT, constraints=DEFAULT.x509) == fresh
