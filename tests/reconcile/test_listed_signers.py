"""Those whom the signature page lists, who signs in their stead, and what follows otherwise."""

from dataclasses import replace
from functools import cache

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate import Policy, Report, Verdict, validate
from fhvalidate.constraints import Consequence
from fhvalidate.identity.names import UNREAD
from fhvalidate.policy import policy_from_toml
from fhvalidate.reconcile.listed_signers import (
    InTheirStead,
    Signing,
    judge_listed,
    listed_beside,
)
from tests.minutes.laid_out import lines, pdf
from tests.pki import ANNA, ASA, BO, EPOCH, VALIDATED_AT, Identity, Person
from tests.pki import profile as profiles
from tests.pki.layout import Line, Page, draw_pages
from tests.pki.minutes import Minutes, PageSigner, Vendor, minutes_pages
from tests.pki.people import organisation_name
from tests.pki.signing import sign_b_b
from tests.pki.world import shared_world
from tests.validation.judging import trusting

LISTED = (
    PageSigner(name="Anna Exempel"),
    PageSigner(name="Bo Testsson", role="Justerare", time="2026-03-02 10:05:00"),
)
STRANGER = Person(given_name="Cecilia", surname="Provperson")


@cache
def person(someone: Person) -> Identity:
    return shared_world().root.issue_person(someone, no_rev_avail=True)


@cache
def called(common_name: str, organisation: str = "") -> Identity:
    """A certificate with nothing but these names."""
    attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "SE")]
    if organisation:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    attributes.append(x509.NameAttribute(NameOID.COMMON_NAME, common_name))
    profile = replace(profiles.PERSON, no_rev_avail=True)
    return shared_world().root.issue(x509.Name(attributes), profile)


@cache
def seal(organisation: str) -> Identity:
    subject = organisation_name(f"{organisation} stämpel", organisation)
    return shared_world().root.issue(subject, replace(profiles.SEAL, no_rev_avail=True))


def written(
    *signers: PageSigner, vendor: Vendor = Vendor.KNOWIT, extract: tuple[str, ...] = ()
) -> bytes:
    pages = minutes_pages(Minutes(vendor=vendor, signers=signers))
    added = Page(lines=tuple(Line(text=text) for text in extract))
    return draw_pages([*pages, added] if extract else pages)


def judged(data: bytes, *signers: Identity, policy: Policy | None = None) -> Report:
    for number, signer in enumerate(signers, start=1):
        data = sign_b_b(data, signer, field=f"Underskrift{number}", at=EPOCH)
    return validate(data, trust=trusting(shared_world().root), at=VALIDATED_AT, policy=policy)


def codes(report: Report) -> list[str]:
    return [finding.code for finding in report.findings if finding.severity == "error"]


def with_consequence(consequence: str) -> Policy:
    return policy_from_toml(f'name = "x"\n[signature]\nlisted_signers = "{consequence}"\n'.encode())


def test_a_file_that_all_who_are_listed_have_signed_is_valid() -> None:
    report = judged(written(*LISTED), person(ANNA), person(BO))

    assert (report.verdict, codes(report)) == ("valid", [])


def test_a_file_that_none_of_those_listed_has_signed_is_not_established() -> None:
    report = judged(written(*LISTED), person(STRANGER))

    assert (report.verdict, codes(report)) == ("indeterminate", ["listed-have-not-signed"])
    (finding,) = (f for f in report.findings if f.code == "listed-have-not-signed")
    assert finding.detail["names"] == ("Anna Exempel", "Bo Testsson")
    assert finding.detail["signers"] == ("Cecilia Provperson",)


def test_a_file_that_some_of_those_listed_have_signed_is_not_established() -> None:
    report = judged(written(*LISTED), person(ANNA))

    assert (report.verdict, codes(report)) == ("indeterminate", ["signatures-incomplete"])


@pytest.mark.parametrize("signer", [STRANGER, ANNA])
@pytest.mark.parametrize(
    ("consequence", "verdict"),
    [("accept", "valid"), ("indeterminate", "indeterminate"), ("invalid", "invalid")],
)
def test_the_policy_says_what_follows(consequence: str, verdict: str, signer: Person) -> None:
    policy = with_consequence(consequence)

    report = judged(written(*LISTED), person(signer), policy=policy)

    assert report.verdict == verdict
    told = {"listed-have-not-signed", "signatures-incomplete", "listed-without-signature"}
    assert told & {finding.code for finding in report.findings}


@pytest.mark.parametrize(
    "name",
    [
        "Exempelby kommun - Anna Exempel", "Anna Exempel, Exempelby kommun",
        "Anna Exempel - Exempelby kommun", "Anna Exempel (Exempelby kommun)", "EXEMPEL ANNA MARIA",
        "Exempel, Anna", "A Exempel", "Exempel A", "Anna Exempel-Provman", "Anna Provman Exempel",
        "Anna Exempel Provman", "Dr. Anna Exempel", "Anna von Exempel", "Anna Exempel ordförande",
        "anna.exempel@exempelby.example", "Annamaria Anna Exempel", "EXEMPEL.ANNA.1234567890",
        "Änna Exempel",
    ],
)  # fmt: skip
def test_no_spelling_of_a_name_raises_a_false_alarm(name: str) -> None:
    report = judged(written(LISTED[0]), called(name))

    assert (report.verdict, codes(report)) == ("valid", [])


@pytest.mark.parametrize(
    ("listed", "signed"),
    [
        ("Björn Åberg", "Bjorn Aaberg"),
        ("Søren Müller", "Soeren Mueller"),
        ("Anna-Maria Exempel", "Annamaria Exempel"),
        ("Bo Testsson", "TESTSSON, BO ERIK"),
        ("Nils Åke Provman", "Nils-Åke Provman"),
        ("Bo E V L Testsson", "Bo Testsson"),
        ("KG Provman", "Karl Gustav Provman"),
        ("sa Prvman", "Åsa Prövman"),
    ],
)
def test_other_letters_and_parts_raise_no_false_alarm(listed: str, signed: str) -> None:
    report = judged(written(PageSigner(name=listed)), called(signed))

    assert (report.verdict, codes(report)) == ("valid", [])


def test_a_common_name_that_is_none_leaves_given_name_and_surname() -> None:
    odd = person(replace(ANNA, common_name="Underskrift 17 <b>"))

    report = judged(written(LISTED[0]), odd)

    assert (report.verdict, codes(report)) == ("valid", [])
    assert report.signers[0].name_on_page == "Anna Exempel"


@pytest.mark.parametrize(
    "name",
    ["Bo Exempel", "Anna Provman", "Annika Exempel", "Exempel", "Karl Anna Provman", "Exempel Bo"],
)
def test_a_name_that_is_merely_like_is_another_persons(name: str) -> None:
    report = judged(written(LISTED[0]), called(name))

    assert (report.verdict, codes(report)) == ("indeterminate", ["listed-have-not-signed"])


def test_a_service_seals_for_those_listed_where_its_profile_says_so() -> None:
    report = judged(written(*LISTED, vendor=Vendor.PENNEO), seal("Penneo A/S"))

    assert (report.verdict, codes(report)) == ("valid", [])


def test_nobody_elses_seal_is_the_services() -> None:
    """Given a page of a service that seals, when another body seals, nobody listed has signed."""
    report = judged(written(*LISTED, vendor=Vendor.PENNEO), seal("Exempeltjänst"))

    assert (report.verdict, codes(report)) == ("indeterminate", ["listed-have-not-signed"])


def test_somebody_whose_name_is_not_read_is_somebody() -> None:
    names = ["Anna Exempel", UNREAD]

    assert listed_beside(names, [Signing("Anna Exempel")]).missing == (UNREAD,)
    both = [Signing("Anna Exempel"), Signing("Bo Testsson")]
    assert listed_beside(names, both).missing == ()


def test_a_service_that_mostly_does_not_seal_may_seal_its_own_page() -> None:
    assert judged(written(*LISTED), seal("Knowit")).verdict == "valid"


@pytest.mark.parametrize("name", ["Penneo", "Annan tjänst", "Knowitall", "Knivsta Signering"])
def test_another_service_does_not_seal_for_those_listed(name: str) -> None:
    report = judged(written(*LISTED), seal(name))

    assert (report.verdict, codes(report)) == ("indeterminate", ["listed-have-not-signed"])


@pytest.mark.parametrize(
    "name", ["Exempelby kommun", "EXEMPELBY KOMMUN", "Exempelby kommuns", "Exempelby"]
)
def test_the_bodys_own_seal_stands_for_those_listed(name: str) -> None:
    report = judged(written(*LISTED), seal(name))

    assert (report.verdict, codes(report)) == ("valid", [])


@pytest.mark.parametrize("name", ["Annanby kommun", "Kommun", "Kommunstyrelsen", "Ex"])
def test_another_bodys_seal_does_not(name: str) -> None:
    report = judged(written(*LISTED), seal(name))

    assert (report.verdict, codes(report)) == ("indeterminate", ["listed-have-not-signed"])


@pytest.mark.parametrize(
    "text",
    [
        ("Rätt utdraget intygar",),
        ("Rätt utdraget intygar:", "Exempelby 2026-03-02", "Cecilia Provperson"),
        ("Rätt utdraget ur protokollet intygar", "Cecilia Provperson, registrator"),
        ("Rätt utdraget bestyrkes: Cecilia Provperson",),
        ("Utdragets riktighet bestyrks", "C. Provperson"),
        ("Protokollsutdragets riktighet intygas av Cecilia Provperson",),
        ("Utdragsbestyrkande", "Cecilia Provperson"),
        ("RÄTT UTDRAGET INTYGAR", "PROVPERSON, CECILIA"),
    ],
)
def test_who_certifies_an_extract_signs_alone(text: tuple[str, ...]) -> None:
    report = judged(written(*LISTED, extract=text), person(STRANGER))

    assert (report.verdict, codes(report)) == ("valid", [])


@pytest.mark.parametrize(
    "text",
    [
        ("Rätt utdraget intygar", "David Låtsas"),
        ("Utdragsbestyrkande",),
        ("Utdragsbestyrkande", "Justerandes sign"),
        ("Ärendet utdraget på tiden",),
        ("Den som intygar att utdraget är rätt ska underteckna det",),
    ],
)
def test_who_does_not_certify_an_extract_does_not(text: tuple[str, ...]) -> None:
    report = judged(written(*LISTED, extract=text), person(STRANGER))

    assert report.verdict == "indeterminate"
    assert "listed-have-not-signed" in codes(report)


@pytest.mark.parametrize(
    ("name", "verdict"), [("Signit", "valid"), ("Okänd tjänst", "indeterminate")]
)
def test_a_service_of_the_table_seals_a_page_of_no_known_vendor(name: str, verdict: str) -> None:
    page = lines(
        "Underskrifter",
        *("", "Anna Exempel", "Undertecknat 2026-03-02 10:00:00", "BankID"),
        *("", "Bo Testsson", "Undertecknat 2026-03-02 10:05:00", "BankID"),
    )

    report = judged(pdf(lines("Avtal", "Mellan parterna gäller följande."), page), seal(name))

    assert report.signature_page is not None
    assert report.signature_page.profile == "generic"
    assert report.verdict == verdict


def test_another_document_than_minutes_says_on_its_first_page_whose_it_is() -> None:
    page = lines("Underskrifter", "", "Anna Exempel", "Undertecknat 2026-03-02 10:00", "BankID")
    text = "Mellan Exempelby kommun och Provbolaget AB sluts detta avtal."
    data = pdf(lines("Exempelby kommun", "Avtal", text), page)

    assert judged(data, seal("Exempelby kommun")).verdict == "valid"
    assert judged(data, seal("Annanby kommun")).verdict == "indeterminate"
    assert judged(data, seal("Provbolaget AB")).verdict == "indeterminate"


@pytest.mark.parametrize(
    "other",
    [
        "Norra Exempelby kommun",
        "Exempelby kommuns fastigheter AB",
        "Personalklubben vid Exempelby kommun",
        "Exempelby kommun Provköping",
        "Region Exempelby",
        "Kommun",
    ],
)
def test_a_seal_of_a_name_that_holds_the_bodys_is_another_bodys(other: str) -> None:
    assert judged(written(*LISTED), seal(other)).verdict == "indeterminate"


@pytest.mark.parametrize(
    ("listed", "signed"),
    [
        ("Anna Åberg", ("Anna", "Berg")),
        ("Östen Provman", ("Sten", "Provman")),
        ("Anna Bäck", ("Anna", "Böck")),
        ("Anna Öberg", ("Anna", "Åberg")),
    ],
)
def test_a_name_with_another_letter_is_another_name(listed: str, signed: tuple[str, str]) -> None:
    given, surname = signed
    page = lines("Underskrifter", "", listed, "Undertecknat 2026-03-02 10:00", "BankID")
    someone = person(Person(given_name=given, surname=surname))

    assert judged(pdf(lines("Protokoll"), page), someone).verdict == "indeterminate"


def test_one_signature_stands_for_one_of_those_listed() -> None:
    """Given two whose names one signer could have, when one has signed, one is missing."""
    signings = [Signing("Anna Exempel")]

    found = listed_beside(["Anna Lind Exempel", "Anna Berg Exempel"], signings)

    assert len(found.missing) == 1
    both = [Signing("Anna Lind Exempel"), Signing("Anna Exempel")]
    assert listed_beside(["Anna Exempel", "Anna Lind Exempel"], both).missing == ()


@pytest.mark.parametrize(
    "standing",
    ["Nämndsekreterare Åsa Provman", "(Åsa Provman)", "e.u. Åsa Provman", "Namn: Åsa Provman"],
)
def test_whoever_certifies_an_extract_is_whose_name_stands_there(standing: str) -> None:
    data = written(*LISTED, extract=("Rätt utdraget intygar", standing))

    assert judged(data, person(STRANGER)).verdict == "indeterminate"
    assert judged(data, person(ASA)).verdict == "valid"


SIGNERS = (ANNA, BO)
OTHERS = ("none", "stranger", "service", "body", "other-seal", "certifier")


@pytest.mark.parametrize("other", OTHERS)
def test_fewer_of_those_listed_never_make_a_file_better(other: str) -> None:
    extract = ("Rätt utdraget intygar",) if other == "certifier" else ()
    data = written(*LISTED, extract=extract)
    beside = {
        "none": (),
        "stranger": (person(STRANGER),),
        "service": (seal("Knowit"),),
        "body": (seal("Exempelby kommun"),),
        "other-seal": (seal("Annanby kommun"),),
        "certifier": (person(ASA),),
    }[other]

    ranks = [
        RANK[judged(data, *map(person, signers), *beside).verdict]
        for signers in (SIGNERS, SIGNERS[:1], ())
        if signers or beside
    ]

    assert ranks == sorted(ranks)


RANK = {Verdict.VALID: 0, Verdict.INDETERMINATE: 1, Verdict.INVALID: 2}
NAMES = (
    "Anna Exempel",
    "Anna Britta Exempel",
    "Bo Testsson",
    "B Testsson",
    "Åsa Provman",
    "Exempel",
)
WHOEVER = st.builds(
    Signing,
    st.sampled_from([*NAMES, "Cecilia Provperson", "Exempelby kommun stämpel", ""]),
    st.sampled_from([None, None, *InTheirStead]),
)


@given(
    listed=st.lists(st.sampled_from(NAMES), min_size=1, max_size=5),
    signed=st.lists(WHOEVER, min_size=1, max_size=6),
    others=st.lists(WHOEVER, max_size=3),
    verdict=st.sampled_from(list(RANK)),
    consequence=st.sampled_from(Consequence),
    data=st.data(),
)
def test_taking_signers_away_never_gives_a_better_verdict(  # noqa: PLR0917
    listed: list[str],
    signed: list[Signing],
    others: list[Signing],
    verdict: Verdict,
    consequence: Consequence,
    data: st.DataObject,
) -> None:
    """Those taken away are listed: whoever else signs is the same before and after."""
    strangers = [Signing("Cecilia Provperson", each.in_their_stead) for each in others]
    named = [Signing(name) for name in listed] + [
        each for each in signed if each.name in listed and each.in_their_stead is None
    ]
    kept = data.draw(st.lists(st.sampled_from(named), unique=True))
    if not kept and not strangers:
        return  # nobody signs at all: unsigned, and no question of who

    more, _ = judge_listed(verdict, listed_beside(listed, [*named, *strangers]), consequence)
    fewer, _ = judge_listed(verdict, listed_beside(listed, [*kept, *strangers]), consequence)

    assert RANK[fewer] >= RANK[more]
