"""Minutes, signature page and certificates laid side by side, on documents made for it."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from fhvalidate import (
    Indication,
    Policy,
    SubIndication,
    TrustAnchors,
    read_minutes,
    validate,
)
from fhvalidate.identity.certificate_identity import SubjectKind
from fhvalidate.identity.names import NameReason
from fhvalidate.minutes.model import Role
from fhvalidate.reconcile.signature_model import SignatureModel
from fhvalidate.reconcile.signers import Holds, SignerSource, TimeSource
from fhvalidate.report.model import Report
from tests.minutes.laid_out import lines, pdf
from tests.pki import ANNA, EPOCH, TEST_PERSONNUMMER, VALIDATED_AT, Identity, Person
from tests.pki.authentication_context import Login, authentication_context
from tests.pki.authority import Authority
from tests.pki.minutes import Decision, Minutes, PageSigner, Vendor, minutes
from tests.pki.profile import PERSON
from tests.pki.signing import add_document_time_stamp, sign_b_b, sign_b_lt
from tests.pki.world import shared_world
from tests.shared import SHARED

CHAIR = PageSigner(name="Anna Exempel")
ADJUSTER = PageSigner(
    name="Bo Testsson",
    role="Justerare",
    time="2026-03-02 10:05:00",
    transaction="FFEEDDCCBBAA99887766554433221100FFEEDDCCBB",
)


def examine(data: bytes, *, show_personnummer: bool = False) -> Report:
    return validate(
        data,
        trust=TrustAnchors.none(),
        at=VALIDATED_AT,
        name="protokoll.pdf",
        show_personnummer=show_personnummer,
    )


def signed(data: bytes, *signers: Identity, at: datetime = EPOCH) -> bytes:
    for number, signer in enumerate(signers, start=1):
        data = sign_b_b(data, signer, field=f"Underskrift{number}", at=at)
    return data


def knowit(*signers: PageSigner, **said: object) -> bytes:
    content = Minutes(vendor=Vendor.KNOWIT, signers=signers)
    return minutes(replace(content, **said))  # type: ignore[arg-type]


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings if finding.code != "no-trust-anchors"]


def names_of(report: Report, code: str) -> list[object]:
    return [finding.detail["name"] for finding in report.findings if finding.code == code]


def person(name: str) -> Identity:
    given, _, surname = name.rpartition(" ")
    someone = Person(given_name=given, surname=surname, personnummer=TEST_PERSONNUMMER[3])
    return shared_world().authority.issue_person(someone)


def test_page_minutes_and_certificates_are_one_table() -> None:
    world = shared_world()

    report = examine(signed(knowit(CHAIR, ADJUSTER), world.chair, world.adjuster))

    assert report.signature_model is SignatureModel.PER_SIGNER
    assert [row.name for row in report.signers] == ["Anna Exempel", "Bo Testsson"]
    for row in report.signers:
        assert set(row.sources) == set(SignerSource)
        assert (row.match_score, row.match_reason) == (1.0, NameReason.SAME)
        assert row.time_source is TimeSource.SIGNING_TIME
    assert Role.CHAIR in report.signers[0].roles
    assert Role.TO_VERIFY in report.signers[1].roles
    assert codes(report) == []


def test_a_secretary_who_does_not_sign_is_normal() -> None:
    world = shared_world()

    report = examine(signed(knowit(CHAIR, ADJUSTER), world.chair, world.adjuster))

    assert report.minutes is not None
    assert any(Role.SECRETARY in person.roles for person in report.minutes.people)
    assert "Åsa Provman" not in [row.name for row in report.signers]


def test_listed_but_not_signed_and_not_yet_verified() -> None:
    report = examine(signed(knowit(CHAIR, ADJUSTER), shared_world().chair))

    assert names_of(report, "listed-without-signature") == ["Bo Testsson"]
    assert report.signers[1].holds is Holds.NOT_ESTABLISHED


def test_to_verify_but_neither_listed_nor_signed() -> None:
    report = examine(signed(knowit(CHAIR), shared_world().chair))

    assert names_of(report, "adjuster-has-not-signed") == ["Bo Testsson"]
    assert report.signers[1].sources == (SignerSource.MINUTES,)


def test_the_chair_has_not_signed() -> None:
    report = examine(signed(knowit(ADJUSTER), shared_world().adjuster))

    assert names_of(report, "chair-has-not-signed") == ["Anna Exempel"]


def test_signed_by_someone_who_is_not_listed() -> None:
    report = examine(signed(knowit(CHAIR), shared_world().chair, person("Cecilia Påhittad")))

    assert names_of(report, "signature-not-listed") == ["Cecilia Påhittad"]


def test_listed_twice() -> None:
    again = replace(CHAIR, name="ANNA EXEMPEL", time="2026-03-02 11:00:00")

    report = examine(signed(knowit(CHAIR, again, ADJUSTER), shared_world().chair))

    assert names_of(report, "listed-twice") == ["Anna Exempel"]


def test_signed_before_the_meeting_ended() -> None:
    before = datetime(2026, 2, 26, 13, 39, tzinfo=UTC)  # it ended at 14.40 Swedish time
    data = knowit(replace(CHAIR, time="2026-02-26 14:39:00"))

    report = examine(signed(data, shared_world().chair, at=before))

    assert names_of(report, "signed-before-meeting-ended") == ["Anna Exempel"]


def test_signed_right_after_the_meeting_is_in_order() -> None:
    after = datetime(2026, 2, 26, 13, 41, tzinfo=UTC)
    data = knowit(replace(CHAIR, time="2026-02-26 14:41:00"))

    assert "signed-before-meeting-ended" not in codes(
        examine(signed(data, shared_world().chair, at=after))
    )


def test_page_time_and_signature_time_far_apart() -> None:
    data = knowit(replace(CHAIR, time="2026-03-05 10:00:00"))

    report = examine(signed(data, shared_world().chair))

    assert names_of(report, "page-time-differs") == ["Anna Exempel"]


def test_some_hours_between_page_and_signature_are_in_order() -> None:
    data = knowit(replace(CHAIR, time="2026-03-02 18:00:00"))

    assert "page-time-differs" not in codes(examine(signed(data, shared_world().chair)))


def test_the_same_certificate_for_two_names() -> None:
    chair = shared_world().chair

    report = examine(signed(knowit(CHAIR, ADJUSTER), chair, chair))

    assert names_of(report, "same-certificate-for-two-names") == ["Anna Exempel"]


def test_a_name_that_fits_two_people_is_joined_with_neither() -> None:
    listed = (replace(CHAIR, name="Anna Exempel"), replace(ADJUSTER, name="Karin Exempel"))
    data = knowit(*listed, chair="David Låtsas", adjuster="Örjan Fiktivsson", others=())

    report = examine(signed(data, person("Anna Karin Exempel")))

    assert names_of(report, "signer-name-ambiguous") == ["Anna Karin Exempel"]
    assert report.signers[0].page_signer is None


def test_given_names_of_the_register_are_joined_over_the_whole_table() -> None:
    listed = (replace(CHAIR, name="ANNA EXEMPEL"), replace(ADJUSTER, name="Anna Karin Exempel"))
    data = knowit(*listed, chair="Anna Exempel", adjuster="Bo Testsson")

    report = examine(signed(data, person("Anna Karin Exempel"), person("Anna Maria Exempel")))

    assert [row.name_on_page for row in report.signers[:2]] == [
        "Anna Karin Exempel",
        "ANNA EXEMPEL",
    ]


def test_an_organisations_seal_is_no_persons_signature() -> None:
    seal = shared_world().authority.issue_seal()
    content = Minutes(vendor=Vendor.PENNEO, signers=(CHAIR, ADJUSTER))

    report = examine(signed(minutes(content), seal))

    assert report.signature_model is SignatureModel.VENDOR_SEAL
    assert [row.kind for row in report.signers if row.signature is not None] == [SubjectKind.SEAL]
    people = [row for row in report.signers if row.page_signer is not None]
    assert [row.name for row in people] == ["ANNA EXEMPEL", "BO TESTSSON"]
    assert all(row.signature is None and row.holds is Holds.NOT_ESTABLISHED for row in people)
    assert "sealed-by-vendor" in codes(report)
    assert "listed-without-signature" not in codes(report)


def test_a_document_time_stamp_alone_speaks_for_no_one() -> None:
    data = add_document_time_stamp(knowit(CHAIR), shared_world().time_stamps)

    report = examine(data)

    assert report.signature_model is SignatureModel.DOCUMENT_TIME_STAMP
    assert all(row.signature is None for row in report.signers)


def test_names_on_paper_alone_are_claims() -> None:
    report = examine(knowit(CHAIR, ADJUSTER))

    assert report.signature_model is SignatureModel.CLAIMS_ONLY
    assert all(row.signature is None for row in report.signers)
    assert "listed-without-signature" not in codes(report)


def test_minutes_that_nobody_signed_have_no_signers() -> None:
    report = examine(minutes(Minutes(adjustment="Kommunkansliet")))

    assert (report.signature_model, report.signers) == (SignatureModel.NONE, ())
    assert report.minutes is not None


def test_what_a_trusted_chain_and_time_stamp_say_is_not_only_claimed() -> None:
    world = shared_world()
    anchors = TrustAnchors.joined(
        TrustAnchors.from_pem_or_der(each.pem, name="rot")
        for each in (world.root, world.time_stamp_root)
    )
    data = sign_b_lt(knowit(CHAIR), world.chair, world.time_stamps, world.validation_data())

    report = validate(data, trust=anchors, at=VALIDATED_AT)

    assert report.signers[0].holds is Holds.YES
    assert report.signers[0].time_source is TimeSource.TIME_STAMP
    assert report.signatures[0].identity is not None
    assert not report.signatures[0].identity.claimed


@pytest.mark.parametrize(
    ("level", "code"),
    [
        ("http://id.elegnamnden.se/loa/1.0/loa3", None),
        ("http://id.elegnamnden.se/loa/1.0/loa2", "assurance-level-too-low"),
        ("", "assurance-level-missing"),
    ],
)
def test_the_policy_for_preservation_asks_for_a_level_of_assurance(
    level: str, code: str | None
) -> None:
    world = shared_world()
    login = Login(level=level, identity_provider="https://idp.example.se/")
    extensions = ((authentication_context(ANNA, login), False),) if level else ()
    issued = world.authority.issue_person(ANNA, extensions=extensions)
    anchors = TrustAnchors.joined(
        TrustAnchors.from_pem_or_der(each.pem, name="rot")
        for each in (world.root, world.time_stamp_root)
    )
    data = sign_b_lt(knowit(CHAIR), issued, world.time_stamps, world.validation_data())

    report = validate(data, trust=anchors, at=VALIDATED_AT, policy=Policy.named("bevaras"))

    (signature,) = report.signatures
    found = [f.code for f in signature.findings if f.code.startswith("assurance-level")]
    assert found == ([code] if code else [])
    passed = Indication.INDETERMINATE if code else Indication.TOTAL_PASSED
    assert signature.indication is passed
    assert (signature.sub_indication is SubIndication.SIG_CONSTRAINTS_FAILURE) is bool(code)
    unevaluated = [f for f in report.findings if f.code == "constraint-not-evaluated"]
    assert "assurance-level" not in [f.detail["constraint"] for f in unevaluated]


def ciceron(*transactions: str) -> bytes:
    return minutes(
        Minutes(
            vendor=Vendor.CICERON_TWODAY,
            signers=tuple(
                replace(one, transaction=transaction)
                for one, transaction in zip((CHAIR, ADJUSTER), transactions, strict=True)
            ),
        )
    )


ONE, TWO = "0" * 40 + "AB", "F" * 40 + "CD"


def test_transaction_identities_agree_on_every_page() -> None:
    assert "transaction-identities-differ" not in codes(examine(ciceron(ONE, TWO)))


def test_an_exchanged_page_has_other_transaction_identities() -> None:
    def page(identity: str) -> list[tuple[float, float, str]]:
        footer = ("Det här dokumentet är digitalt signerat", f"Transaktionsidentitet: {identity}")
        return [*lines("Text"), *lines(*footer, y=760)]  # type: ignore[list-item]

    listed = lines("Undertecknat av följande personer", "Anna Exempel",
                   "Datum: 2026-03-02 10:00:00",
                   f"Transaktionsidentitet: {ONE}")  # fmt: skip
    report = examine(pdf(page(ONE), page(TWO), listed))

    (finding,) = [f for f in report.findings if f.code == "transaction-identities-differ"]
    assert finding.detail["pages"] == (2,)


def test_a_signature_page_that_was_taken_away_is_missed() -> None:
    whole = Minutes(vendor=Vendor.CICERON_TWODAY)
    kept = read_minutes(minutes(whole))
    assert kept is not None
    assert kept.numbering is not None
    assert kept.numbering.appended == (4, 5)

    report = examine(without_pages(minutes(whole), 3))

    assert "signature-page-removed" in codes(report)


def test_pages_that_were_taken_away_are_missed() -> None:
    report = examine(without_pages(minutes(Minutes(vendor=Vendor.NONE)), 2))

    assert "pages-missing" in codes(report)


def without_pages(data: bytes, kept: int) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        del file.pages[kept:]
        file.save(output)
    return output.getvalue()


NUMBER = TEST_PERSONNUMMER[0]
WRITTEN = f"{NUMBER[:8]}-{NUMBER[8:]}"


def shows_the_last_four(text: str) -> bool:
    """Whether the four digits stand alone: inside a digest or a serial they are chance."""
    return re.search(rf"(?<![0-9A-Za-z]){NUMBER[8:]}(?![0-9A-Za-z])", text) is not None


def with_personnummer() -> bytes:
    exposed = Decision(
        title=f"Avgift för {WRITTEN}",
        decision=f"Kommunstyrelsen beslutar att {WRITTEN} ska betala.",
        summary="Personnumret står i texten.",
    )
    extension = authentication_context(ANNA, Login())
    issued = shared_world().authority.issue_person(ANNA, extensions=((extension, False),))
    return signed(knowit(CHAIR, decisions=(exposed,)), issued)


def test_personnummer_are_masked_everywhere_and_the_exposure_is_told() -> None:
    report = examine(with_personnummer())

    text = report.to_json()
    assert NUMBER not in text
    assert WRITTEN not in text
    assert not shows_the_last_four(repr(report))
    assert f"{NUMBER[:8]}-****" in text
    assert report.minutes is not None
    assert report.minutes.items[0].title == f"Avgift för {NUMBER[:8]}-****"
    (finding,) = [f for f in report.findings if f.code == "personnummer-exposed"]
    assert finding.detail["count"] == 2


def test_personnummer_are_shown_to_who_asks_for_them() -> None:
    assert WRITTEN in examine(with_personnummer(), show_personnummer=True).to_json()


def test_what_an_untrusted_certificate_says_is_marked_as_claimed() -> None:
    report = examine(with_personnummer())

    identity = report.signatures[0].identity
    assert identity is not None
    assert identity.claimed
    assert identity.assurance is not None
    assert (identity.assurance.level, identity.number) == (3, f"{NUMBER[:8]}-****")


def test_another_document_has_no_minutes_and_the_rest_still_works() -> None:
    report = examine(signed(pdf(lines("Avtal", "Om hyra av lokal")), shared_world().chair))

    assert report.minutes is None
    assert [row.name for row in report.signers] == ["Anna Exempel"]


def test_minutes_are_read_from_a_file_without_validating_it(tmp_path: Path) -> None:
    file = tmp_path / "protokoll.pdf"
    file.write_bytes(minutes())

    found = read_minutes(file)

    assert found is not None
    assert len(found.items) == 5
    assert read_minutes(b"no pdf") is None


def shared(path: str) -> bytes:
    file = SHARED / path
    if not file.exists():
        pytest.skip("the shared files are not here")
    return file.read_bytes()


@pytest.mark.parametrize("count", range(1, 9))
def test_edusigns_samples_tell_who_by_which_provider_and_level(count: int) -> None:
    plural = "s" if count > 1 else ""
    file = f"corpus/idsec-signservice-integration/sample-{count}-signature{plural}.pdf"

    report = examine(shared(file))

    identities = [signature.identity for signature in report.signatures]
    assert len(identities) == count
    assert report.signature_model is SignatureModel.PER_SIGNER
    for identity in identities:
        assert identity is not None
        assert (identity.kind, identity.e_identification) == (SubjectKind.PERSON, "eduID")
        assert identity.number_kind == "principal-name"
        assert identity.assurance is not None
        assert (identity.assurance.level, identity.test) == (0, False)


def test_sunets_sample_tells_who_by_which_provider_and_level() -> None:
    (signature,) = examine(shared("corpus/sunet-edusign-app/with-signature.pdf")).signatures

    assert signature.identity is not None
    assert signature.identity.identity_provider_name == "eduID"
    assert signature.identity.assurance is not None
    assert signature.identity.assurance.name == "REFEDS MFA"


def test_sweden_connects_sample_has_loa_3_from_a_provider_for_tests() -> None:
    report = examine(shared("corpus/swedenconnect-signature-validation/add-annotation.pdf"))

    identity = report.signatures[0].identity
    assert identity is not None
    assert identity.assurance is not None
    assert (identity.assurance.level, identity.test) == (3, True)
    assert "identity-provider-for-tests" in [f.code for f in report.signatures[0].findings]


@pytest.mark.parametrize(
    ("name", "count"), [("A", 2), ("A__original", 2), ("B", 3), ("B__original", 3)]
)
def test_names_on_page_and_in_certificates_of_originals_are_joined(name: str, count: int) -> None:
    report = examine(shared(f"reprint/{name}.pdf"))

    signed_rows = [row for row in report.signers if row.signature is not None]
    assert len(signed_rows) == count
    assert all(row.match_score == 1.0 and row.page_signer is not None for row in signed_rows)
    assert codes(report) == []


@pytest.mark.parametrize("name", ["C", "C__original"])
def test_a_vendors_page_with_one_certificate_is_a_seal(name: str) -> None:
    report = examine(shared(f"reprint/{name}.pdf"))

    assert report.signature_model is SignatureModel.VENDOR_SEAL
    assert report.signers[0].kind is SubjectKind.SEAL
    assert "elektronisk stämpel" in next(
        f.message.sv for f in report.findings if f.code == "sealed-by-vendor"
    )


def test_a_certificate_that_its_holder_made_is_told_unless_it_is_an_anchor() -> None:
    own = Authority.root("Anna Exempel")
    alike = shared_world().root.issue(shared_world().root.name, PERSON)
    anchors = TrustAnchors.from_pem_or_der(own.pem, name="egen")

    def told(signer: Identity, trust: TrustAnchors) -> set[str]:
        report = validate(signed(knowit(CHAIR), signer), trust=trust, at=VALIDATED_AT)
        return {finding.code for finding in report.signatures[0].findings}

    assert "certificate-self-signed" in told(own.identity, TrustAnchors.none())
    assert "certificate-self-issued" in told(alike, TrustAnchors.none())
    assert not {"certificate-self-signed", "certificate-self-issued"} & told(own.identity, anchors)
    assert "certificate-self-signed" not in told(shared_world().chair, TrustAnchors.none())
