"""One signature from end to end: what is claimed is checked for sense, what is unknown is told."""

from datetime import datetime, timedelta

import pytest

from fhvalidate import Report
from tests.pdf.handsigned import HOLE, VALUE, prepared, sealed
from tests.pki import ANNA, EPOCH, VALIDATED_AT, Identity
from tests.pki.keys import KeyKind
from tests.pki.minutes import minutes
from tests.pki.profile import KeyUsage
from tests.pki.signing import sign, sign_b_b, sign_legacy
from tests.pki.world import shared_world
from tests.validation.judging import codes, judged, signer
from tests.validation.placing import signed_minutes

ROOT = shared_world().root
SENSE = {"signing-time-in-future", "signing-time-outside-certificate"}


def about_time(report: Report) -> set[str]:
    return codes(report) & SENSE


@pytest.mark.parametrize(
    ("claimed", "told"),
    [
        (EPOCH, set()),
        (VALIDATED_AT, set()),
        (VALIDATED_AT + timedelta(seconds=119), set()),
        (VALIDATED_AT + timedelta(seconds=121), {"signing-time-in-future"}),
        (VALIDATED_AT + timedelta(days=900), {"signing-time-in-future"}),
        (datetime.fromisoformat("2001-01-01T00:00:00Z"), {"signing-time-outside-certificate"}),
    ],
)
def test_a_claimed_time_that_cannot_be_true_is_told(claimed: datetime, told: set[str]) -> None:
    report = judged(sign_b_b(minutes(), signer(), at=claimed))

    assert about_time(report) == told


def test_a_claimed_time_is_no_evidence() -> None:
    expired = ROOT.issue_person(ANNA, no_rev_avail=True, not_after=EPOCH + timedelta(hours=1))

    report = judged(sign_b_b(minutes(), expired, at=EPOCH))

    assert report.signatures[0].claimed_signing_time is not None
    assert report.signatures[0].best_signature_time is None
    assert report.verdict == "indeterminate"
    assert "certificate-expired" in codes(report)


def test_the_claimed_time_is_told_with_its_source() -> None:
    pades = judged(signed_minutes()).signatures[0].claimed_signing_time
    older = judged(sign_legacy(minutes(), signer(), at=EPOCH)).signatures[0].claimed_signing_time

    assert pades is not None
    assert (pades.value, pades.source) == (EPOCH, "M")
    assert older is not None
    assert (older.value, older.source) == (EPOCH, "signing-time")


def test_the_older_form_is_as_valid_as_pades() -> None:
    assert judged(sign_legacy(minutes(), signer())).verdict == "valid"


@pytest.mark.parametrize("kind", [KeyKind.RSA_2048, KeyKind.EC_P384, KeyKind.ED25519])
def test_every_kind_of_key_is_valid(kind: KeyKind) -> None:
    person = ROOT.issue_person(ANNA, no_rev_avail=True, key=kind)

    digest = "sha512" if kind is KeyKind.ED25519 else "sha256"
    assert judged(sign(minutes(), person, digest=digest)).verdict == "valid"


def odd_signers() -> dict[str, tuple[Identity, str]]:
    return {
        "a weak key": (
            ROOT.issue_person(ANNA, no_rev_avail=True, key=KeyKind.RSA_1024),
            "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
        ),
        "another use": (
            ROOT.issue_person(
                ANNA, no_rev_avail=True, key_usage=frozenset({KeyUsage.KEY_ENCIPHERMENT})
            ),
            "CHAIN_CONSTRAINTS_FAILURE",
        ),
        "no revocation data": (ROOT.issue_person(ANNA), "TRY_LATER"),
        "an unknown authority": (
            shared_world().root.rekeyed().issue_person(ANNA),
            "NO_CERTIFICATE_CHAIN_FOUND",
        ),
    }


@pytest.mark.parametrize("name", odd_signers())
def test_a_signer_who_is_not_to_be_believed_is_indeterminate(name: str) -> None:
    person, sub_indication = odd_signers()[name]

    report = judged(sign_b_b(minutes(), person))

    (entry,) = report.signatures
    assert (entry.indication, entry.sub_indication) == ("INDETERMINATE", sub_indication)
    assert entry.integrity == "intact"
    assert report.verdict == "indeterminate"


def test_a_broken_signature_is_broken_whoever_made_it() -> None:
    stranger = ROOT.rekeyed().issue_person(ANNA)
    data = sign_b_b(minutes(compressed=False), stranger)

    report = judged(data.replace(b"avslag", b"bifall"))

    (entry,) = report.signatures
    assert (entry.indication, entry.sub_indication) == ("TOTAL-FAILED", "HASH_FAILURE")
    assert report.verdict == "invalid"


def test_an_unknown_sub_filter_is_told_by_its_name() -> None:
    report = judged(sealed(prepared(value=VALUE.replace(b"ETSI.CAdES.detached", b"Prov.Okant"))))

    (finding,) = report.signatures[0].findings
    assert finding.code == "subfilter-unsupported"
    assert finding.detail["subfilter"] == "Prov.Okant"


def test_a_byte_range_that_fits_nothing_is_broken_whatever_the_sub_filter() -> None:
    value = VALUE.replace(b"ETSI.CAdES.detached", b"Prov.Okant")

    report = judged(sealed(prepared(value=value), numbers=lambda n: (0, n[1] + 1, n[2], n[3])))

    assert report.signatures[0].integrity == "broken"
    assert report.signatures[0].indication == "TOTAL-FAILED"
    assert report.verdict not in {"valid", "unsigned"}


def test_a_value_that_is_no_message_fails() -> None:
    data = sealed(prepared())
    start = data.index(b"/Contents <") + len(b"/Contents <")
    broken = data[:start] + b"04" + data[start + 2 :]

    report = judged(broken)

    assert report.signatures[0].sub_indication == "FORMAT_FAILURE"
    assert report.signatures[0].integrity == "unknown"
    assert report.verdict == "invalid"
    assert len(HOLE) > 2


def test_a_second_malformed_signature_hides_no_first() -> None:
    data = sign_b_b(sealed(prepared()), signer(), field="Justerare")
    place = data.rindex(b"/Contents <") + len(b"/Contents <")

    report = judged(data[:place] + b"04" + data[place + 2 :])

    assert [entry.indication for entry in report.signatures] == ["TOTAL-PASSED", "TOTAL-FAILED"]
    assert report.verdict == "invalid"
