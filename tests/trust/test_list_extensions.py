"""Critical extensions of trusted lists: what is not understood is not believed (5.5.9)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fhvalidate.errors import TrustedListError
from fhvalidate.trust.anchors import Purpose
from fhvalidate.trust.criteria import CriterionKind
from fhvalidate.trust.list_cache import dumps_lists, loads_lists
from fhvalidate.trust.list_set import assemble
from fhvalidate.trust.lists import TrustedLists
from fhvalidate.x509.certificates.certificate import read_certificate
from tests.pki import EPOCH, Authority
from tests.trust.published import Offered, Published, State, der_of
from tests.trust.test_list_set import ISSUER, SIGNERS, SWEDISH, TOP, codes, published

EXERCISES = ("TS 119 612, 5.5", "TS 119 612, 5.5.9")

INFO = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
OLDER = "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/SvcInfoExt/"
FOREIGN = '<x:Foo xmlns:x="urn:x">1</x:Foo>'
BEGAN = EPOCH - timedelta(days=900)
CHANGED = EPOCH - timedelta(days=100)


def extension(content: str, critical: str = 'Critical="true"') -> str:
    return f"<Extension {critical}>{content}</Extension>"


def information(uri: str, more: str = "") -> str:
    return (
        f'<AdditionalServiceInformation><URI xml:lang="en">{uri}</URI>{more}'
        "</AdditionalServiceInformation>"
    )


NOT_UNDERSTOOD = {
    "another scheme's": extension(FOREIGN),
    "1": extension(FOREIGN, 'Critical="1"'),
    "space about true": extension(FOREIGN, 'Critical=" true "'),
    "capital": extension(FOREIGN, 'Critical="TRUE"'),
    "no boolean": extension(FOREIGN, 'Critical="yes"'),
    "not stated": extension(FOREIGN, ""),
    "text alone": extension("endast prov"),
    "nothing": extension(""),
    "a known name of another scheme": extension('<x:Qualifications xmlns:x="urn:x"/>'),
    "a known name in no namespace": extension('<TakenOverBy xmlns=""/>'),
    "another beside a known one": extension(information(INFO + "ForeSignatures") + FOREIGN),
    "the second of two": extension(information(INFO + "ForeSignatures")) + extension(FOREIGN),
    "a comment before it": extension(f"<!-- känt -->{FOREIGN}"),
    "information of a scheme's own": extension(information("http://example.test/Status/Test")),
    "information that says more": extension(
        information(INFO + "ForeSignatures", "<InformationValue>ej</InformationValue>")
    ),
    "information without a URI": extension("<AdditionalServiceInformation/>"),
    "an element beside the extensions": '<x:Extension xmlns:x="urn:x" Critical="true"/>',
}
UNDERSTOOD = {
    "none": "",
    "not critical": extension(FOREIGN, 'Critical="false"'),
    "not critical, as a number": extension(FOREIGN, 'Critical=" 0 "'),
    "for signatures": extension(information(INFO + "ForeSignatures")),
    "for seals": extension(information(INFO + "ForeSeals")),
    "for web sites and signatures": extension(information(INFO + "ForWebSiteAuthentication"))
    + extension(information(INFO + "ForeSignatures")),
    "a root": extension(information(INFO + "RootCA-QC")),
    "a root, in the older words": extension(information(OLDER + "RootCA-QC")),
    "qualifications": extension("<sie:Qualifications/>"),
    "taken over": extension("<add:TakenOverBy/>"),
    "expired certificates": extension(
        "<ExpiredCertsRevocationInfo>2016-07-01T00:00:00Z</ExpiredCertsRevocationInfo>"
    ),
    "a scheme's own, not critical": extension(
        information("http://example.test/Status/Test"), 'Critical="false"'
    ),
}


def lists_with(swedish: Published) -> TrustedLists:
    return assemble(published(swedish=swedish), signers=SIGNERS)


def with_states(*states: State) -> Published:
    return replace(SWEDISH, services=[replace(SWEDISH.services[0], states=states)])


def believed(lists: TrustedLists) -> list[tuple[object, object]]:
    certificate = read_certificate(der_of(ISSUER.certificate))
    found = lists.issuers_among(frozenset(), frozenset({certificate.sha256}))
    return [
        (belief.since, belief.until)
        for _, beliefs in found
        for belief in beliefs
        if belief.purpose is Purpose.SIGNATURE
    ]


@pytest.mark.parametrize("extensions", NOT_UNDERSTOOD.values(), ids=list(NOT_UNDERSTOOD))
def test_a_service_with_a_critical_extension_that_is_not_understood_is_not_believed(
    extensions: str,
) -> None:
    lists = lists_with(with_states(State(extensions=extensions)))

    assert not believed(lists)
    assert lists.count == 0
    assert codes(lists) == ["trusted-list-critical-extension"]
    assert loads_lists(dumps_lists(lists)) == lists


@pytest.mark.parametrize("extensions", UNDERSTOOD.values(), ids=list(UNDERSTOOD))
def test_a_service_whose_critical_extensions_are_understood_is_believed(extensions: str) -> None:
    lists = lists_with(with_states(State(extensions=extensions)))

    assert believed(lists)
    assert not lists.findings


@pytest.mark.parametrize("extensions", NOT_UNDERSTOOD.values(), ids=list(NOT_UNDERSTOOD))
def test_what_the_current_entry_says_and_is_not_understood_concerns_the_whole_service(
    extensions: str,
) -> None:
    states = (State(since=CHANGED, extensions=extensions), State(since=BEGAN))

    assert not believed(lists_with(with_states(*states)))


@pytest.mark.parametrize("extensions", NOT_UNDERSTOOD.values(), ids=list(NOT_UNDERSTOOD))
def test_one_in_the_history_concerns_that_part_of_the_history_alone(extensions: str) -> None:
    states = (State(since=CHANGED), State(since=BEGAN, extensions=extensions))

    lists = lists_with(with_states(*states))

    assert [since for since, _ in believed(lists)] == [CHANGED]
    assert codes(lists) == ["trusted-list-critical-extension"]


@pytest.mark.parametrize("extensions", NOT_UNDERSTOOD.values(), ids=list(NOT_UNDERSTOOD))
def test_one_of_the_provider_concerns_all_its_services(extensions: str) -> None:
    other = Offered(certificate=der_of(Authority.root("En annan CA").certificate))
    services = [*SWEDISH.services, other]

    lists = lists_with(replace(SWEDISH, services=services, provider_extensions=extensions))

    assert lists.count == 0
    assert codes(lists) == ["trusted-list-critical-extension"]


@pytest.mark.parametrize("extensions", NOT_UNDERSTOOD.values(), ids=list(NOT_UNDERSTOOD))
def test_one_of_the_scheme_concerns_the_whole_list(extensions: str) -> None:
    lists = lists_with(replace(SWEDISH, scheme_extensions=extensions))

    assert lists.lists == ()
    assert codes(lists) == ["trusted-list-not-understood", "trusted-list-missing"]


@pytest.mark.parametrize("extensions", NOT_UNDERSTOOD.values(), ids=list(NOT_UNDERSTOOD))
def test_one_of_the_list_of_lists_concerns_every_list(extensions: str) -> None:
    with pytest.raises(TrustedListError, match="critical extension"):
        assemble(published(replace(TOP, scheme_extensions=extensions)), signers=SIGNERS)


@pytest.mark.parametrize("extensions", UNDERSTOOD.values(), ids=list(UNDERSTOOD))
def test_what_is_understood_is_understood_in_every_place(extensions: str) -> None:
    swedish = replace(SWEDISH, scheme_extensions=extensions, provider_extensions=extensions)
    top = replace(TOP, scheme_extensions=extensions)

    assert believed(assemble(published(top, swedish), signers=SIGNERS))


def test_an_older_list_does_not_stand_in_for_a_newer_one_that_is_not_understood() -> None:
    newer = replace(SWEDISH, sequence=2, scheme_extensions=extension(FOREIGN))
    files = {**published(), "SE-2.xml": published(swedish=newer)["SE.xml"]}

    lists = assemble(files, signers=SIGNERS)

    assert lists.lists == ()
    assert "trusted-list-not-understood" in codes(lists)


def test_another_service_of_the_provider_is_believed_all_the_same() -> None:
    other = Offered(
        certificate=der_of(Authority.root("En annan CA").certificate),
        states=[State(extensions=extension(FOREIGN))],
    )

    lists = lists_with(replace(SWEDISH, services=[other, *SWEDISH.services]))

    assert believed(lists)
    assert lists.count == 1


def test_a_history_beyond_the_current_status_is_none() -> None:
    withdrawn = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn"
    states = (State(since=BEGAN, status=withdrawn), State(since=CHANGED))

    lists = lists_with(with_states(*states))

    assert not believed(lists)
    assert codes(lists) == ["trusted-list-service-unreadable"]


def qualification(qualifier: str, criteria: str) -> str:
    return extension(
        "<sie:Qualifications><sie:QualificationElement><sie:Qualifiers>"
        f'<sie:Qualifier uri="{INFO}{qualifier}"/></sie:Qualifiers>{criteria}'
        "</sie:QualificationElement></sie:Qualifications>"
    )


def test_a_qualifier_without_criteria_is_about_nobody_knows_which_certificates() -> None:
    lists = lists_with(with_states(State(extensions=qualification("NotQualified", ""))))

    found = lists.lists[0].services[0].states[0].qualifications

    assert [item.qualifiers for item in found] == [(INFO + "NotQualified",)]
    assert [getattr(item, "kind", None) for item in found[0].criteria.items] == [
        CriterionKind.UNKNOWN
    ]
