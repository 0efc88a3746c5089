"""A token is never more than the file: nothing passes where that is open."""

from dataclasses import replace
from datetime import timedelta

from pyhanko.stamp import TextStampStyle

from fhvalidate.trust.anchors import Purpose, TrustAnchors
from tests.extension.issuing import ISSUED_AT, Bench, issuer_of, trusting
from tests.extension.test_issuing import at_level, bench, refusal
from tests.extension.token_reading import checked_token
from tests.pki.authority import Authority
from tests.pki.minutes import minutes
from tests.pki.people import ANNA
from tests.pki.signing import add_document_time_stamp, sign_b_b, sign_b_t
from tests.pki.time_stamping import TimeStampAuthority
from tests.pki.times import YEAR
from tests.pki.world import shared_world

SAYS_MORE = TextStampStyle(stamp_text="Beslut: 5 000 000 kr beviljas", border_width=0)


def test_nothing_is_put_down_as_passed_in_a_file_that_is_open_by_itself() -> None:
    """Bytes that nobody signed, a look that says more than who signed, a stranger's time-stamp."""
    world = shared_world()
    twice = sign_b_b(
        at_level("b-lt"), world.adjuster, field="Ny", box=(60, 20, 460, 60), page=0, look=SAYS_MORE
    )
    stranger = Authority.root("Okänd").issue_time_stamping("Okänd")
    stamps = TimeStampAuthority(identity=stranger, at=ISSUED_AT)
    files = (
        at_level("b-lt") + b"efter slutet\n" * 30,
        twice,
        add_document_time_stamp(at_level("b-lt"), stamps),
    )

    assert bench().judge(at_level("b-lt")).verdict == "valid"
    for data in files:
        assert bench().judge(data).verdict == "indeterminate"
        assert refusal(lambda data=data: bench().issue(data, also_indeterminate=True)) == (  # type: ignore[misc]
            "issue-not-valid"
        )


def test_a_token_states_no_certificate_of_a_test_without_being_told_to() -> None:
    """Not where it is put down as open either."""
    root = Authority.root("Exempel Test CA")
    person = root.issue_authority("Mellan").issue_person(ANNA)
    nobody = Bench(TrustAnchors.none())
    data = sign_b_b(minutes(), person)

    assert refusal(lambda: nobody.issue(data, also_indeterminate=True)) == "issue-test-authority"
    assert nobody.issue(data, also_indeterminate=True, allows_test=True).data.startswith(data)


def test_what_was_stated_of_certificates_is_stated_when_a_token_is_renewed() -> None:
    first = bench().issue(at_level("b-b"))
    stated = checked_token(first.data).signatures[0]["signer_cert_ref"]
    issuer = trusting(Authority(identity=issuer_of("ES256"))).for_purpose(Purpose.SVT)

    # Whoever signed is not believed any more, and whoever issued to them is not at hand.
    second = Bench(issuer, at=ISSUED_AT + 4 * YEAR).issue(first.data)

    (entry,) = checked_token(second.data).signatures
    assert entry["sig_val"][0]["res"] == "PASSED"
    assert entry["signer_cert_ref"] == stated


def test_a_time_stamp_from_after_now_is_told_with_what_to_do() -> None:
    ahead = replace(shared_world().time_stamps, at=ISSUED_AT + timedelta(hours=1))
    data = sign_b_t(minutes(), shared_world().chair, ahead)

    for also_indeterminate in (False, True):
        assert refusal(
            lambda also=also_indeterminate: bench().issue(data, also_indeterminate=also)  # type: ignore[misc]
        ) == ("issue-clock-behind")


def test_an_authoritys_clock_may_be_a_little_ahead() -> None:
    ahead = replace(shared_world().time_stamps, at=ISSUED_AT + timedelta(seconds=30))
    data = sign_b_t(minutes(), shared_world().chair, ahead)

    issued = bench().issue(data, also_indeterminate=True)

    assert len(checked_token(issued.data).signatures) == 1
