"""Sets of trusted lists: what is verified, read, missing and refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhvalidate.errors import TrustedListError
from fhvalidate.trust.anchors import Purpose, TrustAnchors
from fhvalidate.trust.list_cache import dumps_lists, loads_lists
from fhvalidate.trust.list_reading import read_head, read_list
from fhvalidate.trust.list_set import assemble
from fhvalidate.trust.list_xml import parse_xml
from fhvalidate.trust.lists import MAX_FILES, TrustedLists, list_notes
from fhvalidate.x509.certificates.certificate import read_certificate
from tests.pki import EPOCH, Authority, Identity
from tests.trust.published import (
    LOTL_TYPE,
    NEXT_UPDATE,
    WITHDRAWN,
    Offered,
    Points,
    Published,
    State,
    certificate_element,
    der_of,
    list_signer,
    signed,
    unsigned,
)

EXERCISES = ("TS 119 612, 5.5",)

COMMISSION = list_signer("Kommissionen i exemplet")
OPERATOR = list_signer()
ISSUER = Authority.root("Exempel-CA")
SWEDISH = Published(services=[Offered(certificate=der_of(ISSUER.certificate))])
TOP = Published(
    territory="EU",
    type=LOTL_TYPE,
    sequence=10,
    pointers=[
        Points(territory="SE", location="http://lists.example.test/SE.xml", signers=[OPERATOR])
    ],
)
SIGNERS = [der_of(COMMISSION.certificate)]


def published(
    top: Published = TOP, swedish: Published = SWEDISH, *, by: Identity = OPERATOR
) -> dict[str, bytes]:
    return {"EU.xml": signed(top, COMMISSION), "SE.xml": signed(swedish, by)}


def codes(lists: TrustedLists) -> list[str]:
    return [finding.code for finding in lists.findings]


def test_a_list_signed_by_its_operator_brings_its_services() -> None:
    lists = assemble(published(), signers=SIGNERS)

    assert [item.territory for item in lists.lists] == ["SE"]
    assert lists.count == 1
    assert not lists.findings


def test_a_list_signed_by_somebody_else_is_not_used() -> None:
    lists = assemble(published(by=list_signer("En främling")), signers=SIGNERS)

    assert lists.lists == ()
    assert codes(lists) == ["trusted-list-unverified", "trusted-list-missing"]


def test_a_list_of_lists_signed_by_somebody_else_is_refused() -> None:
    with pytest.raises(TrustedListError):
        assemble(published(), signers=[der_of(OPERATOR.certificate)])


def test_a_list_that_was_altered_is_not_used() -> None:
    files = published()
    files["SE.xml"] = files["SE.xml"].replace(b"Exempel-CA", b"Annans-CA ")

    assert codes(assemble(files, signers=SIGNERS))[0] == "trusted-list-unverified"


def test_what_stands_beside_the_signed_list_is_not_read() -> None:
    genuine = signed(SWEDISH, OPERATOR)
    stranger = Offered(certificate=der_of(Authority.root("Främlings-CA").certificate))
    forged = unsigned(replace(SWEDISH, services=[stranger])).encode()
    end = b"</TrustServiceStatusList>"
    wrapped = forged.replace(end, genuine + end)

    lists = assemble({**published(), "SE.xml": wrapped}, signers=SIGNERS)

    assert not any("Främling" in s.states[0].name for i in lists.lists for s in i.services)
    assert lists.count == 0


def test_a_missing_country_is_a_finding_and_not_the_end() -> None:
    pointers = [*TOP.pointers, replace(TOP.pointers[0], territory="FI")]

    lists = assemble(published(replace(TOP, pointers=pointers)), signers=SIGNERS)

    assert lists.count == 1
    assert lists.findings[0].detail["territories"] == ("FI",)


def test_only_the_countries_that_are_asked_for_are_read() -> None:
    lists = assemble(published(), signers=SIGNERS, countries=["fi"])

    assert lists.lists == ()
    assert lists.findings[0].detail["territories"] == ("FI",)


def test_a_pivot_hands_the_right_to_sign_over() -> None:
    successor = list_signer("Kommissionens efterträdare")
    to_itself = Points(
        territory="EU",
        location="http://lists.example.test/EU.xml",
        signers=[successor],
        type=LOTL_TYPE,
    )
    pivot = replace(TOP, sequence=9, issued=TOP.issued - timedelta(days=100), pointers=[to_itself])
    files = {
        "EU.xml": signed(TOP, successor),
        "pivot.xml": signed(pivot, COMMISSION),
        "SE.xml": signed(SWEDISH, OPERATOR),
    }

    assert assemble(files, signers=SIGNERS).count == 1
    with pytest.raises(TrustedListError):
        assemble({k: v for k, v in files.items() if k != "pivot.xml"}, signers=SIGNERS)


def test_one_bad_certificate_is_a_finding_and_the_rest_is_read() -> None:
    good = SWEDISH.services[0]
    bad = Offered(certificate=b"0\x82 no certificate", name="Trasig")

    lists = assemble(published(swedish=replace(SWEDISH, services=[bad, good])), signers=SIGNERS)

    assert lists.count == 1
    assert codes(lists) == ["trusted-list-service-unreadable"]


def test_a_service_is_believed_while_it_was_granted_and_never_after_next_update() -> None:
    withdrawn = EPOCH - timedelta(days=100)
    granted = EPOCH - timedelta(days=900)
    states = [State(status=WITHDRAWN, since=withdrawn), State(since=granted)]
    ended = Offered(certificate=der_of(ISSUER.certificate), states=states)
    other = Authority.root("En annan CA")
    running = Offered(certificate=der_of(other.certificate))
    files = published(swedish=replace(SWEDISH, services=[ended, running]))

    trust = TrustAnchors((), (), listed=(assemble(files, signers=SIGNERS),))
    first = trust.beliefs_in(read_certificate(der_of(ISSUER.certificate)), Purpose.SIGNATURE)
    second = trust.beliefs_in(read_certificate(der_of(other.certificate)), Purpose.SIGNATURE)

    assert [(belief.since, belief.until) for belief in first] == [(granted, withdrawn)]
    assert second[0].until == NEXT_UPDATE
    assert first[0].qualified


def test_an_expired_list_is_told() -> None:
    lists = assemble(published(), signers=SIGNERS)

    assert not list_notes(lists, at=NEXT_UPDATE)
    assert (
        list_notes(lists, at=NEXT_UPDATE + timedelta(seconds=1))[0].code == "trusted-list-expired"
    )


def test_lists_come_back_from_the_cache_as_they_were() -> None:
    extensions = (
        '<Extension Critical="true"><sie:Qualifications><sie:QualificationElement><sie:Qualifiers>'
        '<sie:Qualifier uri="http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/QCWithQSCD"/>'
        '</sie:Qualifiers><sie:CriteriaList assert="all"><sie:KeyUsage>'
        '<sie:KeyUsageBit name="nonRepudiation">true</sie:KeyUsageBit></sie:KeyUsage>'
        "</sie:CriteriaList></sie:QualificationElement></sie:Qualifications></Extension>"
    )
    service = replace(SWEDISH.services[0], states=[State(extensions=extensions)])
    lists = assemble(published(swedish=replace(SWEDISH, services=[service])), signers=SIGNERS)

    assert lists.lists[0].services[0].states[0].qualifications
    assert loads_lists(dumps_lists(lists)) == lists


@given(st.binary(max_size=200))
def test_a_damaged_cache_is_told_from_a_good_one(noise: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        loads_lists(noise)


XML = unsigned(SWEDISH)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, len(XML)), st.integers(0, 200), st.text(max_size=20))
def test_no_list_however_damaged_raises_anything_else(start: int, length: int, more: str) -> None:
    data = (XML[:start] + more + XML[start + length :]).encode("utf-8", "replace")

    try:
        root = parse_xml(data)
        read_list(root, None, data)
    except TrustedListError:
        pass


def test_entities_are_not_expanded_and_documents_that_declare_them_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + XML.encode()

    with pytest.raises(TrustedListError):
        parse_xml(bomb)


def test_the_head_of_a_list_names_its_pointers() -> None:
    head = read_head(parse_xml(unsigned(TOP).encode()))

    assert [(p.territory, p.location) for p in head.pointers] == [
        ("SE", "http://lists.example.test/SE.xml")
    ]
    assert certificate_element(der_of(OPERATOR.certificate)) in unsigned(TOP)


def numbered(sequence: int, *, issued_days_ago: int = 10, name: str = "Exempel-CA") -> Published:
    authority = Authority.root(f"{name} {sequence}")
    return replace(
        SWEDISH,
        sequence=sequence,
        issued=EPOCH - timedelta(days=issued_days_ago),
        services=[Offered(certificate=der_of(authority.certificate))],
    )


STRANGER = list_signer("En främling")
ONE, TWO, TEN = (signed(numbered(number), OPERATOR) for number in (1, 2, 10))
FORGED = signed(numbered(99), STRANGER)
LATER_TWO = signed(numbered(2, issued_days_ago=5, name="Senare CA"), OPERATOR)


@pytest.mark.parametrize(
    ("given_files", "number"),
    [
        ([ONE], 1),
        ([ONE, TWO], 2),
        ([TWO, ONE], 2),
        ([TEN, TWO, ONE], 10),
        ([TWO, TEN, ONE], 10),
        ([ONE, TWO, TEN], 10),
        ([TWO, TWO, ONE], 2),
        ([FORGED, ONE], 1),
        ([ONE, FORGED, TWO], 2),
        ([TEN, FORGED], 10),
        ([TWO.replace(b"Exempel-CA", b"Annans-CA "), ONE], 1),
        ([TWO, b"<no-list/>", ONE], 2),
    ],
)
def test_of_each_territory_the_highest_number_that_is_verified_counts(
    given_files: list[bytes], number: int
) -> None:
    files = {"EU.xml": signed(TOP, COMMISSION)}
    files |= {f"{index}.xml": data for index, data in enumerate(given_files)}

    lists = assemble(files, signers=SIGNERS)

    assert [item.sequence for item in lists.lists] == [number]
    assert lists.count == 1
    superseded = [f for f in lists.findings if f.code == "trusted-list-superseded"]
    assert all(finding.detail["used"] == number for finding in superseded)


def test_of_two_lists_with_one_number_the_later_counts() -> None:
    for order in ([TWO, LATER_TWO], [LATER_TWO, TWO]):
        files = {"EU.xml": signed(TOP, COMMISSION)}
        files |= {f"{index}.xml": data for index, data in enumerate(order)}

        lists = assemble(files, signers=SIGNERS)

        assert lists.lists[0].issued == EPOCH - timedelta(days=5)
        assert codes(lists) == ["trusted-list-superseded"]


@pytest.mark.parametrize("names", [("a.xml", "b.xml", "c.xml"), ("c.xml", "b.xml", "a.xml")])
def test_of_the_lists_of_lists_the_highest_number_that_is_verified_counts(
    names: tuple[str, str, str],
) -> None:
    without = replace(TOP, sequence=9, pointers=[])
    forged = replace(TOP, sequence=99, pointers=[])
    tops = (signed(TOP, COMMISSION), signed(without, COMMISSION), signed(forged, STRANGER))
    files = {**dict(zip(names, tops, strict=True)), "SE.xml": signed(SWEDISH, OPERATOR)}

    lists = assemble(files, signers=SIGNERS)

    assert lists.sequence == 10
    assert lists.count == 1


def test_a_list_whose_number_stands_outside_what_was_signed_is_not_used() -> None:
    genuine = signed(numbered(1), OPERATOR)
    end = b"</TrustServiceStatusList>"
    wrapped = unsigned(numbered(50)).encode().replace(end, genuine + end)

    lists = assemble({**published(), "SE-2.xml": wrapped}, signers=SIGNERS)

    assert [item.sequence for item in lists.lists] == [1]
    assert "trusted-list-unverified" in codes(lists)


def test_a_list_of_another_territory_by_the_same_operator_stays_its_own() -> None:
    pointers = [*TOP.pointers, replace(TOP.pointers[0], territory="FI")]
    finnish = replace(numbered(7), territory="FI")
    files = published(replace(TOP, pointers=pointers))

    lists = assemble({**files, "FI.xml": signed(finnish, OPERATOR)}, signers=SIGNERS)

    assert {item.territory: item.sequence for item in lists.lists} == {"FI": 7, "SE": 1}


def test_a_later_publication_in_the_journal_begins_a_new_chain() -> None:
    renewed = list_signer("Kommissionen, förnyad")
    earlier = Points(territory="EU", location="http://x.test", signers=[COMMISSION], type=LOTL_TYPE)
    old = replace(TOP, sequence=2, issued=TOP.issued - timedelta(days=300), pointers=[earlier])
    files = {
        "old.xml": signed(old, COMMISSION),
        "EU.xml": signed(TOP, renewed),
        "SE.xml": signed(SWEDISH, OPERATOR),
    }

    lists = assemble(files, signers=[*SIGNERS, der_of(renewed.certificate)])

    assert lists.sequence == 10
    assert not lists.findings


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("7", 7),
        ("007", 7),
        (" 7\n", 7),
        ("1<!-- not the end -->7", 17),
        ("<!-- first -->7", 7),
        ("1<?not the end?>7", 17),
        ("", 0),
        ("-7", 0),
        ("7.0", 0),
        ("0x7", 0),
        ("sju", 0),
        ("9" * 30, 0),
        ("\u0667", 0),
    ],
)
def test_the_number_of_a_list_is_all_that_stands_there_or_none(written: str, number: int) -> None:
    xml = unsigned(SWEDISH).replace("<TSLSequenceNumber>1<", f"<TSLSequenceNumber>{written}<")

    assert read_head(parse_xml(xml.encode())).sequence == number


def test_a_list_with_comments_in_what_names_it_is_read() -> None:
    commented = signed(SWEDISH, OPERATOR).replace(
        b"<TSLSequenceNumber>1<", b"<TSLSequenceNumber>1<!-- first --><"
    )

    lists = assemble({**published(), "SE.xml": commented}, signers=SIGNERS)

    assert lists.count == 1
    assert not lists.findings


def test_more_files_than_are_read_are_refused_and_none_left_out() -> None:
    files = published() | {f"{number}.xml": b"" for number in range(MAX_FILES)}

    with pytest.raises(TrustedListError, match="more than"):
        assemble(files, signers=SIGNERS)
