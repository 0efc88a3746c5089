"""The level of a signature by the trusted lists: every outcome that the code can give."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import core
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from fhvalidate.conclusion import Indication
from fhvalidate.trust.advanced_signature import Established, Point, article_26
from fhvalidate.trust.certificate_qualification import QualificationReason, qualify_certificate
from fhvalidate.trust.criteria import Assertion, Criteria, Criterion, CriterionKind, meets
from fhvalidate.trust.lists import (
    CA_QC,
    Equivalence,
    ListedCertificate,
    Qualification,
    Service,
    ServiceState,
    TrustedList,
    TrustedLists,
)
from fhvalidate.trust.qualified_status import Answer, CertificateUse
from fhvalidate.trust.signature_qualification import (
    SignatureQualification,
    qualify_signature,
)
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.certificates.qc_statements import declarations
from tests.pki import ANNA, EPOCH, Authority
from tests.trust.published import GRANTED, NEXT_UPDATE, WITHDRAWN, der_of

INFO = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
COMPLIANCE, SSCD = "0.4.0.1862.1.1", "0.4.0.1862.1.4"
ESIGN, ESEAL, WEB = (f"0.4.0.1862.1.6.{n}" for n in (1, 2, 3))
ISSUER = Authority.root("Exempel-CA för kvalificerade certifikat")
ALWAYS = Criteria(Assertion.AT_LEAST_ONE, (Criterion(CriterionKind.KEY_USAGE, ("!crl_sign",)),))


def _tlv(oid: str, *types: str, countries: Sequence[str] = ()) -> bytes:
    identifier = core.ObjectIdentifier(oid).dump()
    info = b""
    if types:
        body = b"".join(core.ObjectIdentifier(item).dump() for item in types)
        info = b"\x30" + bytes([len(body)]) + body
    if countries:
        body = b"".join(core.PrintableString(item).dump() for item in countries)
        info = b"\x30" + bytes([len(body)]) + body
    return bytes(b"\x30" + bytes([len(identifier) + len(info)]) + identifier + info)


def qc_statements(
    *,
    compliance: bool = True,
    sscd: bool = True,
    types: Sequence[str] = (ESIGN,),
    countries: Sequence[str] = (),
) -> x509.UnrecognizedExtension:
    parts = [_tlv(COMPLIANCE)] if compliance else []
    parts += [_tlv(SSCD)] if sscd else []
    parts += [_tlv("0.4.0.1862.1.6", *types)] if types else []
    parts += [_tlv("0.4.0.1862.1.7", countries=countries)] if countries else []
    body = b"".join(parts)
    oid = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
    return x509.UnrecognizedExtension(oid, b"\x30" + bytes([len(body)]) + body)


def person(not_before: datetime | None = None, **statements: Any) -> Certificate:
    extension = qc_statements(**statements)
    identity = ISSUER.issue_person(
        ANNA,
        extensions=((extension, False),),
        not_before=not_before or EPOCH - timedelta(days=100),
    )
    return read_certificate(der_of(identity.certificate))


def seal(**statements: Any) -> Certificate:
    extension = qc_statements(**statements)
    return read_certificate(der_of(ISSUER.issue_seal(extensions=((extension, False),)).certificate))


@dataclass(frozen=True)
class Listing:
    """How the issuer stands on the list."""

    status: str = GRANTED
    since: datetime = EPOCH - timedelta(days=3000)
    qualifiers: tuple[str, ...] = ()
    criteria: Criteria = ALWAYS
    additional: tuple[str, ...] = ()
    next_update: datetime | None = NEXT_UPDATE
    territory: str = "SE"
    type: str = CA_QC
    equivalences: tuple[Equivalence, ...] = ()
    unknown_critical: bool = False


def listed(*listings: Listing, expected: Sequence[str] = ("SE",)) -> TrustedLists:
    issuer = read_certificate(der_of(ISSUER.certificate))
    lists = [
        TrustedList(
            territory=item.territory,
            sequence=1,
            issued=EPOCH - timedelta(days=10),
            next_update=item.next_update,
            sha256="0" * 64,
            services=(
                Service(
                    "Exempelmyndigheten",
                    (
                        ServiceState(
                            item.type,
                            "Exempel-CA",
                            item.status,
                            item.since,
                            None,
                            (issuer.sha256,),
                            tuple(INFO + uri for uri in item.additional),
                            (
                                Qualification(
                                    tuple(INFO + q for q in item.qualifiers), item.criteria
                                ),
                            )
                            if item.qualifiers
                            else (),
                            item.unknown_critical,
                        ),
                    ),
                ),
            ),
            equivalences=item.equivalences,
        )
        for item in listings
    ]
    certificates = {issuer.sha256: ListedCertificate(issuer.der, issuer.subject_key)}
    return TrustedLists("EU", "0" * 64, tuple(lists), tuple(expected), certificates)


def level(
    certificate: Certificate,
    lists: TrustedLists | None,
    *,
    indication: Indication = Indication.TOTAL_PASSED,
    at: datetime = EPOCH,
) -> tuple[str, str]:
    path = (certificate, read_certificate(der_of(ISSUER.certificate)))
    found = qualify_signature(indication, path, lists, best_signature_time=at)
    return found.value.value, found.reason


@pytest.mark.parametrize(
    ("statements", "listing", "expected"),
    [
        ({}, Listing(), "QESig"),
        ({"types": [ESEAL]}, Listing(), "QESeal"),
        ({"sscd": False}, Listing(), "AdESig-QC"),
        ({"sscd": False, "types": [ESEAL]}, Listing(), "AdESeal-QC"),
        ({"compliance": False}, Listing(), "AdESig"),
        ({"compliance": False, "types": [ESEAL]}, Listing(), "AdESeal"),
        ({"types": [WEB]}, Listing(), "N/A"),
        ({"types": []}, Listing(), "QESig"),
        ({"types": [ESIGN, ESEAL]}, Listing(), "indeterminate"),
        # what the list says outranks the certificate
        ({"sscd": False}, Listing(qualifiers=("QCWithQSCD",)), "QESig"),
        ({"sscd": False}, Listing(qualifiers=("QCQSCDManagedOnBehalf",)), "QESig"),
        ({}, Listing(qualifiers=("QCNoQSCD",)), "AdESig-QC"),
        ({}, Listing(qualifiers=("QCQSCDStatusAsInCert",)), "QESig"),
        ({}, Listing(qualifiers=("QCWithQSCD", "QCNoQSCD")), "indeterminate"),
        ({}, Listing(qualifiers=("NotQualified",)), "AdESig"),
        ({"compliance": False}, Listing(qualifiers=("QCStatement",)), "QESig"),
        ({}, Listing(qualifiers=("QCStatement", "NotQualified")), "indeterminate"),
        ({"types": []}, Listing(qualifiers=("QCForESeal",)), "QESeal"),
        ({"types": [ESIGN, ESEAL]}, Listing(qualifiers=("QCForESig",)), "QESig"),
        ({}, Listing(qualifiers=("QCForESig", "QCForESeal")), "indeterminate"),
        # what the service is for
        ({}, Listing(additional=("ForeSignatures",)), "QESig"),
        ({}, Listing(additional=("ForeSeals",)), "AdESig"),
        ({"types": [ESEAL]}, Listing(additional=("ForeSignatures",)), "AdESeal"),
        # the service itself
        ({}, Listing(status=WITHDRAWN), "AdESig"),
        ({}, Listing(since=EPOCH + timedelta(days=1)), "AdESig"),
        ({}, Listing(next_update=EPOCH - timedelta(days=1)), "indeterminate"),
        ({}, Listing(next_update=None), "indeterminate"),
        ({}, Listing(unknown_critical=True), "indeterminate"),
        ({}, Listing(type="http://uri.etsi.org/TrstSvc/Svctype/CA/PKC"), "AdESig"),
        # another party's certificate on a member state's list
        ({"countries": ["ZZ"]}, Listing(), "AdESig"),
    ],
)
def test_a_passed_signature_has_the_level_that_certificate_and_list_give(
    statements: dict[str, Any], listing: Listing, expected: str
) -> None:
    assert level(person(**statements), listed(listing))[0] == expected


def test_a_failed_signature_has_no_level() -> None:
    assert level(person(), listed(Listing()), indication=Indication.TOTAL_FAILED) == (
        "N/A",
        "signature-failed",
    )


def test_a_signature_that_did_not_pass_has_no_level_yet() -> None:
    found = level(person(), listed(Listing()), indication=Indication.INDETERMINATE)

    assert found == ("indeterminate", "signature-not-passed")


def test_without_lists_no_level_is_told() -> None:
    assert level(person(), None) == ("indeterminate", "trusted-lists-not-loaded")


def test_without_a_signing_certificate_no_level_is_told() -> None:
    found = qualify_signature(
        Indication.INDETERMINATE, (), listed(Listing()), best_signature_time=EPOCH
    )

    assert (found.value, found.reason) == (
        SignatureQualification.INDETERMINATE,
        "no-certificate-chain",
    )


def test_an_issuer_on_no_list_is_not_qualified() -> None:
    other = replace(listed(Listing()), certificates={})

    assert level(person(), other) == ("AdESig", "issuer-not-listed")
    assert level(seal(types=[]), other)[0] == "AdESeal"


def test_a_missing_list_of_the_issuers_country_leaves_the_level_open() -> None:
    none = TrustedLists("EU", "0" * 64, (), ("SE", "FI"), {})

    assert level(person(), none) == ("indeterminate", "trusted-list-missing")


def test_a_certificate_must_be_qualified_when_it_was_issued_too() -> None:
    lists = listed(Listing(since=EPOCH - timedelta(days=50)))

    assert level(person(), lists) == ("AdESig", "service-not-granted")


def test_lists_that_contradict_each_other_leave_the_level_open() -> None:
    lists = listed(Listing(), Listing(qualifiers=("NotQualified",), territory="FI"))

    assert level(person(), lists) == ("indeterminate", "contradictory-lists")


def test_criteria_that_are_not_understood_leave_the_level_open() -> None:
    unknown = Criteria(Assertion.ALL, (Criterion(CriterionKind.UNKNOWN, ()),))
    lists = listed(Listing(qualifiers=("QCNoQSCD",), criteria=unknown))

    assert level(person(), lists) == ("indeterminate", "criteria-not-understood")


def test_qualifiers_that_are_not_understood_leave_the_level_open() -> None:
    lists = listed(Listing(qualifiers=("QCOnlyForTests",)))

    assert level(person(), lists) == ("indeterminate", "criteria-not-understood")


def test_criteria_that_are_not_met_change_nothing() -> None:
    unmet = Criteria(Assertion.ALL, (Criterion(CriterionKind.POLICIES, ("1.2.3",)),))
    lists = listed(Listing(qualifiers=("NotQualified",), criteria=unmet))

    assert level(person(), lists)[0] == "QESig"


@pytest.mark.parametrize("status", ["undersupervision", "accredited", "supervisionincessation"])
def test_before_the_regulation_supervision_made_a_service_qualified(status: str) -> None:
    at = datetime(2015, 6, 1, tzinfo=UTC)
    then = Listing(status=STATUS + status, since=datetime(2010, 1, 1, tzinfo=UTC))
    certificate = person(not_before=datetime(2014, 1, 1, tzinfo=UTC), types=[])

    assert level(certificate, listed(then), at=at)[0] == "QESig"
    later = Listing(status=STATUS + status, since=datetime(2018, 1, 1, tzinfo=UTC))
    assert level(person(), listed(later))[0] == "AdESig"


def foreign(*, enacted: bool = True, since: datetime | None = None) -> Equivalence:
    def statement(*values: str) -> Criteria:
        return Criteria(Assertion.ALL, (Criterion(CriterionKind.QC_STATEMENT, values),))

    return Equivalence(
        identifier="QCForESig",
        since=since or EPOCH - timedelta(days=2000),
        enacted=enacted,
        additional=(INFO + "ForeSignatures",),
        types={"http://zz/CA": CA_QC},
        statuses={"http://zz/granted": GRANTED},
        qualifiers={},
        contents=(
            ("QcCompliance", statement("0.4.0.1862.1.7", "legislation:ZZ")),
            ("QcType", statement("0.4.0.1862.1.6", f"type:{ESIGN}")),
            ("QcQSCD", statement(SSCD)),
        ),
    )


@pytest.mark.parametrize(
    ("equivalence", "countries", "expected"),
    [
        (foreign(), ["ZZ"], "QESig"),
        (foreign(), [], "AdESig"),
        (foreign(enacted=False), ["ZZ"], "AdESig"),
        (foreign(since=EPOCH + timedelta(days=1)), ["ZZ"], "AdESig"),
        (foreign(since=EPOCH - timedelta(days=50)), ["ZZ"], "AdESig"),
    ],
)
def test_a_recognised_party_is_read_in_its_own_words_while_that_is_in_force(
    equivalence: Equivalence, countries: list[str], expected: str
) -> None:
    listing = Listing(
        type="http://zz/CA", status="http://zz/granted", territory="ZZ", equivalences=(equivalence,)
    )

    lists = listed(listing, expected=["ZZ"])

    assert level(person(countries=countries), lists)[0] == expected


def test_every_value_of_the_schema_can_be_given() -> None:
    lists = listed(Listing())
    given_by = {
        level(person(), lists)[0],
        level(person(types=[ESEAL]), lists)[0],
        level(person(sscd=False), lists)[0],
        level(person(sscd=False, types=[ESEAL]), lists)[0],
        level(person(compliance=False), lists)[0],
        level(person(compliance=False, types=[ESEAL]), lists)[0],
        level(person(types=[WEB]), lists)[0],
        level(person(), None)[0],
    }

    assert given_by == {item.value for item in SignatureQualification}


@given(
    st.sampled_from(Indication),
    st.lists(st.sampled_from(["QCWithQSCD", "QCNoQSCD", "QCStatement", "QCForESig"])),
    st.booleans(),
    st.booleans(),
)
def test_only_a_passed_signature_is_ever_qualified(
    indication: Indication, qualifiers: list[str], sscd: bool, compliance: bool
) -> None:
    certificate = person(sscd=sscd, compliance=compliance)
    lists = listed(Listing(qualifiers=tuple(qualifiers)))

    value = level(certificate, lists, indication=indication)[0]

    assert indication is Indication.TOTAL_PASSED or value in ("N/A", "indeterminate")


def test_the_answer_names_the_list_and_the_service() -> None:
    path = (person(), read_certificate(der_of(ISSUER.certificate)))

    found = qualify_certificate(path, listed(Listing()), at=EPOCH)

    assert (found.qualified, found.use, found.qscd) == (
        Answer.YES,
        CertificateUse.SIGNATURE,
        Answer.YES,
    )
    assert (found.reason, found.territory, found.service) == (
        QualificationReason.LISTED,
        "SE",
        "Exempel-CA",
    )


CRITERION = st.sampled_from(
    [
        Criterion(CriterionKind.UNKNOWN, ()),
        Criterion(CriterionKind.KEY_USAGE, ("non_repudiation",)),
        Criterion(CriterionKind.KEY_USAGE, ("!non_repudiation",)),
        Criterion(CriterionKind.POLICIES, ("1.2.3",)),
        Criterion(CriterionKind.POLICIES, ()),
        Criterion(CriterionKind.QC_STATEMENT, (COMPLIANCE,)),
    ]
)


@given(st.lists(CRITERION, min_size=1, max_size=4))
def test_none_of_is_the_opposite_of_at_least_one_of(items: list[Criterion]) -> None:
    declared = declarations(person())
    some = meets(declared, Criteria(Assertion.AT_LEAST_ONE, tuple(items)))
    none = meets(declared, Criteria(Assertion.NONE, tuple(items)))

    assert none is (None if some is None else not some)


@pytest.mark.parametrize("assertion", Assertion)
def test_an_empty_list_of_criteria_decides_nothing(assertion: Assertion) -> None:
    assert meets(declarations(person()), Criteria(assertion, ())) is None


def test_article_26_is_established_point_by_point() -> None:
    certificate = person()
    path = (certificate, read_certificate(der_of(ISSUER.certificate)))
    qualified = qualify_signature(
        Indication.TOTAL_PASSED, path, listed(Listing()), best_signature_time=EPOCH
    )

    answers = article_26(
        certificate, trusted=True, intact=True, broken=False, qualification=qualified
    )

    assert [answer.point for answer in answers] == list(Point)
    assert {answer.established for answer in answers} == {Established.YES}


def test_article_26_without_trust_establishes_only_what_the_bytes_show() -> None:
    certificate = person()
    unknown = qualify_signature(
        Indication.INDETERMINATE, (certificate,), None, best_signature_time=EPOCH
    )

    answers = article_26(
        certificate, trusted=False, intact=True, broken=False, qualification=unknown
    )

    assert [answer.established for answer in answers] == [
        Established.NOT_KNOWN,
        Established.NOT_KNOWN,
        Established.NOT_KNOWN,
        Established.YES,
    ]


def test_article_26_says_no_where_the_content_was_changed() -> None:
    unknown = qualify_signature(Indication.TOTAL_FAILED, (), None, best_signature_time=EPOCH)

    answers = article_26(None, trusted=False, intact=False, broken=True, qualification=unknown)

    assert answers[3].established is Established.NO
