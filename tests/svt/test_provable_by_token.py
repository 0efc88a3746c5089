"""Until when a document is provable that is valid on the word of a token's issuer."""

from datetime import timedelta

from fhvalidate import Report, Verdict
from tests.pki import ARCHIVED_AT, EPOCH, YEAR, KeyKind
from tests.pki.svt import add_token
from tests.svt.scenes import LATER, altered, archive, judged, signed, token_root, vouched

SECOND = timedelta(seconds=1)


def until(report: Report) -> tuple[object, str]:
    assert report.provable is not None
    assert report.signatures[0].provable is not None
    assert report.provable.until == report.signatures[0].provable.until
    return report.provable.until, str(report.provable.ended_by)


def test_it_is_so_until_the_issuers_certificate_ends() -> None:
    report = judged(vouched(), at=LATER)

    assert until(report) == (archive().certificate.not_valid_after_utc, "time-stamp-authority")
    ended = archive().certificate.not_valid_after_utc
    assert judged(vouched(), at=ended - SECOND).verdict is Verdict.VALID
    assert judged(vouched(), at=ended + timedelta(days=1)).verdict is Verdict.INDETERMINATE


def test_it_is_so_until_an_algorithm_of_token_or_time_stamp_ends() -> None:
    by = altered(identity=archive(KeyKind.RSA_2048), algorithm="RS256")

    report = judged(add_token(signed(), by))

    last, ended_by = until(report)
    assert ended_by == "algorithm"
    assert last is not None
    assert last < EPOCH + 10 * YEAR  # type: ignore[operator]


def test_a_later_token_makes_it_last_longer() -> None:
    longer = token_root().issue_time_stamping(
        "Nästa", key=KeyKind.EC_P256, no_rev_avail=True, not_after=EPOCH + 15 * YEAR
    )
    data = add_token(vouched(), altered(identity=longer, at=ARCHIVED_AT + YEAR))

    last, _ = until(judged(data, at=LATER))

    assert last == EPOCH + 15 * YEAR
