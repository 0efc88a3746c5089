"""Certificate validation: chain, time, revocation and use, each with its sub-indication."""

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from fhvalidate.policy import Policy, policy_from_toml
from fhvalidate.validation.context import Context
from fhvalidate.validation.x509_validation import X509Result, validate_certificate
from fhvalidate.validation_data import ValidationData
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.revocation.answers import RevocationData
from tests.pki import ANNA, EPOCH, REVOCATION_DATA_AT, VALIDATED_AT, YEAR, Authority
from tests.pki.keys import KeyKind
from tests.pki.times import REVOCATION_DATA_LIFETIME
from tests.pki.world import shared_world
from tests.validation.judging import trusting
from tests.validation.placing import context_with

WORLD = shared_world()
CHAIR = WORLD.chair.certificate
DEFAULT = Policy.named("default")
LENIENT = policy_from_toml(b'name = "prov"\n[x509]\nrevocation = "if-available"\n')
GOOD = (WORLD.root.crl(), WORLD.authority.crl())
LATE = VALIDATED_AT + 2 * REVOCATION_DATA_LIFETIME
Item = x509.CertificateRevocationList | ocsp.OCSPResponse


def ours(certificate: x509.Certificate) -> Certificate:
    return read_certificate(certificate.public_bytes(Encoding.DER))


def context(
    *items: Item,
    at: datetime = VALIDATED_AT,
    policy: Policy = DEFAULT,
    pool: tuple[x509.Certificate, ...] = (WORLD.authority.certificate,),
    anchors: tuple[Authority, ...] = (WORLD.root,),
) -> Context:
    crls = tuple(
        item.public_bytes(Encoding.DER)
        for item in items
        if isinstance(item, x509.CertificateRevocationList)
    )
    responses = tuple(
        item.public_bytes(Encoding.DER) for item in items if isinstance(item, ocsp.OCSPResponse)
    )
    data = ValidationData(tuple(map(ours, pool)), RevocationData(crls, responses))
    return context_with(data, trusting(*anchors), at=at, policy=policy)


def result(certificate: x509.Certificate, given: Context) -> X509Result:
    return validate_certificate(ours(certificate), given)


def outcome(certificate: x509.Certificate, given: Context) -> tuple[str | None, set[str]]:
    """The sub-indication, and the codes that explain it."""
    conclusion = result(certificate, given).conclusion
    return conclusion.sub_indication, {finding.code for finding in conclusion.findings}


def test_a_certificate_with_a_chain_and_fresh_crls_passes() -> None:
    found = result(CHAIR, context(*GOOD))

    assert found.conclusion.indication == "PASSED"
    assert found.chain is not None
    assert len(found.path) == 3


def test_a_certificate_with_ocsp_responses_passes() -> None:
    responses = (WORLD.authority.ocsp(CHAIR), WORLD.root.ocsp(WORLD.authority.certificate))

    assert outcome(CHAIR, context(*responses)) == (None, set())


def test_the_certificate_of_a_responder_is_found_in_its_response() -> None:
    responder = WORLD.authority.issue_ocsp_responder()
    response = WORLD.authority.ocsp(CHAIR, responder=responder)

    assert outcome(CHAIR, context(response, WORLD.root.crl())) == (None, set())


def test_a_certificate_of_an_unknown_authority_has_no_chain() -> None:
    stranger = Authority.root("En främmande rot-CA")

    found = outcome(CHAIR, context(*GOOD, anchors=(stranger,)))

    assert found == ("NO_CERTIFICATE_CHAIN_FOUND", {"no-certificate-chain"})


def test_without_the_intermediate_there_is_no_chain() -> None:
    found = result(CHAIR, context(*GOOD, pool=()))

    assert found.conclusion.sub_indication == "NO_CERTIFICATE_CHAIN_FOUND"
    assert found.chain is None
    assert found.conclusion.findings[0].detail["issuer"] == ours(CHAIR).issuer


def test_a_search_that_ended_at_its_limit_is_told() -> None:
    authorities = [Authority.root(f"Maskrot {number}") for number in range(8)]
    pool = tuple(a.cross_certify(b) for a in authorities for b in authorities if a != b)
    person = authorities[0].issue_person(ANNA)

    found = outcome(person.certificate, context(pool=pool))

    assert found == ("NO_CERTIFICATE_CHAIN_FOUND", {"no-certificate-chain", "chain-search-limit"})


def test_a_chain_that_is_too_long_is_told_as_that() -> None:
    authorities = [WORLD.root]
    for number in range(9):
        authorities.append(authorities[-1].issue_authority(f"Led {number}"))
    person = authorities[-1].issue_person(ANNA)
    pool = tuple(each.certificate for each in authorities[1:])

    found = outcome(person.certificate, context(pool=pool))

    assert found == ("NO_CERTIFICATE_CHAIN_FOUND", {"no-certificate-chain", "chain-length-limit"})


def test_a_person_who_issued_a_certificate_is_no_authority() -> None:
    between = WORLD.root.issue_person(ANNA)
    forged = Authority(identity=between).issue_person(ANNA, no_rev_avail=True)

    found = outcome(forged.certificate, context(*GOOD, pool=(between.certificate,)))

    assert found == ("CERTIFICATE_CHAIN_GENERAL_FAILURE", {"chain-invalid"})


def test_an_expired_certificate_that_is_not_revoked_is_out_of_bounds() -> None:
    person = WORLD.authority.issue_person(ANNA, not_after=REVOCATION_DATA_AT)

    found = outcome(person.certificate, context(*GOOD))

    assert found == ("OUT_OF_BOUNDS_NOT_REVOKED", {"certificate-expired"})


def test_a_list_from_after_expiry_says_nothing_of_an_expired_certificate() -> None:
    # RFC 5280, 3.3: an issuer may leave out of its lists what has expired.
    person = WORLD.authority.issue_person(ANNA, not_after=REVOCATION_DATA_AT - timedelta(seconds=1))

    found = outcome(person.certificate, context(*GOOD))

    assert found == ("OUT_OF_BOUNDS_NO_POE", {"certificate-expired", "revocation-data-missing"})


def test_an_expired_certificate_of_which_nothing_is_known_has_no_proof() -> None:
    person = WORLD.authority.issue_person(ANNA, not_after=EPOCH)

    sub_indication, codes = outcome(person.certificate, context())

    assert sub_indication == "OUT_OF_BOUNDS_NO_POE"
    assert {"certificate-expired", "revocation-data-missing"} <= codes


def test_a_certificate_of_the_future_is_not_yet_valid() -> None:
    person = WORLD.authority.issue_person(ANNA, not_before=EPOCH + YEAR)

    sub_indication, codes = outcome(person.certificate, context(*GOOD))

    assert sub_indication == "OUT_OF_BOUNDS_NOT_REVOKED"
    assert codes == {"certificate-not-yet-valid"}


def test_an_expired_authority_leaves_no_proof() -> None:
    authority = WORLD.root.issue_authority("Gammal", not_after=EPOCH)
    person = authority.issue_person(ANNA)

    given = context(authority.crl(), WORLD.root.crl(), pool=(authority.certificate,))

    assert outcome(person.certificate, given)[0] == "OUT_OF_BOUNDS_NO_POE"


def test_a_second_of_skew_is_tolerated_and_no_more() -> None:
    edge = VALIDATED_AT - timedelta(seconds=1)
    within = WORLD.authority.issue_person(ANNA, not_after=edge)
    beyond = WORLD.authority.issue_person(ANNA, not_after=edge - timedelta(seconds=1))

    assert outcome(within.certificate, context(*GOOD))[0] is None
    assert outcome(beyond.certificate, context(*GOOD))[0] == "OUT_OF_BOUNDS_NOT_REVOKED"


def test_a_revoked_signer_is_told_with_the_time_and_the_reason() -> None:
    reason = x509.ReasonFlags.key_compromise
    authority = WORLD.authority.revoking(CHAIR, at=EPOCH, reason=reason)

    conclusion = result(CHAIR, context(authority.crl(), WORLD.root.crl())).conclusion

    assert conclusion.sub_indication == "REVOKED_NO_POE"
    (finding,) = conclusion.findings
    assert finding.detail["revoked_at"] == EPOCH
    assert finding.detail["reason"] == "key_compromise"


def test_one_item_that_says_revoked_outweighs_every_other() -> None:
    authority = WORLD.authority.revoking(CHAIR, at=EPOCH)

    given = context(*GOOD, WORLD.authority.ocsp(CHAIR), authority.ocsp(CHAIR))

    assert outcome(CHAIR, given)[0] == "REVOKED_NO_POE"


def test_a_revocation_counts_from_its_very_time_on_and_not_before() -> None:
    revoked_at = VALIDATED_AT
    authority = WORLD.authority.revoking(CHAIR, at=revoked_at)
    later = authority.crl(this_update=revoked_at + timedelta(days=1))

    before = context(later, WORLD.root.crl(), at=revoked_at - timedelta(seconds=1))
    assert outcome(CHAIR, before)[0] is None
    assert outcome(CHAIR, context(later, WORLD.root.crl(), at=revoked_at))[0] == "REVOKED_NO_POE"


def test_a_revoked_authority_is_told_apart_from_a_revoked_signer() -> None:
    root = WORLD.root.revoking(WORLD.authority.certificate, at=EPOCH)

    found = outcome(CHAIR, context(root.crl(), WORLD.authority.crl()))

    assert found == ("REVOKED_CA_NO_POE", {"certificate-revoked"})


def test_a_certificate_on_hold_may_come_back() -> None:
    hold = x509.ReasonFlags.certificate_hold
    authority = WORLD.authority.revoking(CHAIR, at=EPOCH, reason=hold)

    found = outcome(CHAIR, context(authority.crl(), WORLD.root.crl()))

    assert found == ("TRY_LATER", {"certificate-revoked"})


def test_without_revocation_data_one_is_to_try_later() -> None:
    assert outcome(CHAIR, context()) == ("TRY_LATER", {"revocation-data-missing"})
    assert outcome(CHAIR, context(WORLD.authority.crl())) == (
        "TRY_LATER",
        {"revocation-data-missing"},
    )


def test_stale_revocation_data_is_told_as_such() -> None:
    assert outcome(CHAIR, context(*GOOD, at=LATE)) == ("TRY_LATER", {"revocation-data-stale"})


def test_under_a_lenient_policy_missing_data_is_a_warning() -> None:
    assert outcome(CHAIR, context(policy=LENIENT)) == (None, {"revocation-data-missing"})
    assert outcome(CHAIR, context(*GOOD, at=LATE, policy=LENIENT)) == (
        None,
        {"revocation-data-stale"},
    )


def test_under_a_lenient_policy_a_revoked_certificate_is_revoked() -> None:
    authority = WORLD.authority.revoking(CHAIR, at=EPOCH)

    found = outcome(CHAIR, context(authority.crl(), policy=LENIENT))

    assert found[0] == "REVOKED_NO_POE"


def test_an_end_entity_may_say_that_it_will_never_be_revoked() -> None:
    person = WORLD.authority.issue_person(ANNA, no_rev_avail=True)

    found = outcome(person.certificate, context(WORLD.root.crl()))

    assert found == (None, {"revocation-not-required"})


def test_an_authority_may_not_say_that_it_will_never_be_revoked() -> None:
    authority = WORLD.root.issue_authority("Evig", no_rev_avail=True)
    person = authority.issue_person(ANNA)

    found = outcome(person.certificate, context(authority.crl(), pool=(authority.certificate,)))

    assert found == ("TRY_LATER", {"revocation-data-missing"})


def test_a_certificate_that_says_so_is_revoked_all_the_same_when_its_issuer_says_so() -> None:
    person = WORLD.authority.issue_person(ANNA, no_rev_avail=True)
    authority = WORLD.authority.revoking(person.certificate, at=EPOCH)

    found = outcome(person.certificate, context(authority.crl(), WORLD.root.crl()))

    assert found[0] == "REVOKED_NO_POE"


def test_a_certificate_that_is_itself_trusted_needs_no_issuer() -> None:
    trusted = context(anchors=(WORLD.authority,))

    assert outcome(WORLD.authority.certificate, trusted) == (None, set())


def test_another_path_is_tried_when_the_first_does_not_pass() -> None:
    root = WORLD.root.revoking(WORLD.authority.certificate, at=EPOCH)
    stranger = Authority.root("En annan rot-CA")
    crossing = stranger.cross_certify(WORLD.authority)

    given = context(
        root.crl(),
        WORLD.authority.crl(),
        stranger.crl(),
        pool=(WORLD.authority.certificate, crossing),
        anchors=(WORLD.root, stranger),
    )

    assert outcome(CHAIR, given) == (None, set())


def test_a_weak_key_in_the_path_is_told() -> None:
    weak = WORLD.root.issue_authority("Svag", key=KeyKind.RSA_1024)
    person = weak.issue_person(ANNA)

    given = context(weak.crl(), WORLD.root.crl(), pool=(weak.certificate,))

    assert outcome(person.certificate, given) == (
        "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
        {"algorithm-not-accepted"},
    )
