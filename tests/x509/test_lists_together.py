"""All lists on a certificate are heard together, and each only as far as it may speak."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from fhvalidate.x509.revocation.answers import RevocationData, answers
from fhvalidate.x509.revocation.revocation_answer import RevocationAnswer
from tests.pki import EPOCH, YEAR
from tests.x509.chain import (
    AUTHORITY,
    DAY,
    Entry,
    Holder,
    Made,
    a_list,
    common,
    issue,
    issuing_point,
    path_of,
    root,
)

EXERCISES = (
    "RFC 5280, 5.2",
    "RFC 5280, 5.2.4",
    "RFC 5280, 5.2.5",
    "RFC 5280, 5.3",
    "RFC 5280, 6.3.3",
    "RFC 5280, 4.2.1.13",
)

R = x509.ReasonFlags
ROOT = root()
ISSUER = issue(Made(name=common("Utfärdare"), extensions=AUTHORITY), ROOT)
PERSON = issue(Made(name=common("Anna Exempel"), serial_number=4711), ISSUER)
PATH = path_of(PERSON, ISSUER, ROOT)
REVOKED = Entry(serial_number=4711, reason=R.key_compromise)
HELD = Entry(serial_number=4711, reason=R.certificate_hold)
REMOVED = Entry(serial_number=4711, reason=R.remove_from_crl)
SOME = (R.key_compromise, R.ca_compromise, R.aa_compromise)
OTHERS = (
    R.affiliation_changed,
    R.superseded,
    R.cessation_of_operation,
    R.certificate_hold,
    R.privilege_withdrawn,
)
UNKNOWN = (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00"), True)


def said(
    *lists: bytes, of: Holder = PERSON, pool: tuple[Holder, ...] = ()
) -> tuple[RevocationAnswer, ...]:
    """What the lists say of the certificate, with the pool at hand."""
    path = PATH if of is PERSON else path_of(of, ISSUER, ROOT)
    known = (*path, *(holder.ours for holder in pool))
    return answers(path[0], path, RevocationData(lists), pool=known, anchors=path[-1:])


def cleared(*lists: bytes, of: Holder = PERSON, pool: tuple[Holder, ...] = ()) -> bool:
    """Whether some answer is that the certificate is not revoked."""
    return any(answer.revoked_at is None for answer in said(*lists, of=of, pool=pool))


def revoked(*lists: bytes, of: Holder = PERSON, pool: tuple[Holder, ...] = ()) -> set[str | None]:
    """The reasons of every revocation that is told of."""
    return {a.reason for a in said(*lists, of=of, pool=pool) if a.revoked_at is not None}


def delta(*entries: Entry, base: int = 1, number: int = 2, at: timedelta = DAY) -> bytes:
    indicator = (x509.DeltaCRLIndicator(base), True)
    return a_list(ISSUER, *entries, extensions=[indicator], number=number, this_update=EPOCH + at)


# 5.2.4 and 6.3.3, c: deltas


def test_a_delta_that_revokes_is_heard_beside_its_base() -> None:
    assert revoked(a_list(ISSUER), delta(REVOKED)) == {"key_compromise"}


def test_a_delta_that_revokes_is_heard_without_a_base() -> None:
    assert revoked(delta(REVOKED)) == {"key_compromise"}


def test_a_delta_alone_clears_nobody() -> None:
    assert said(delta()) == ()


def test_a_base_and_its_delta_clear_as_of_the_delta() -> None:
    found = said(a_list(ISSUER), delta())

    assert {answer.this_update for answer in found} == {EPOCH, EPOCH + DAY}
    assert not any(answer.revoked_at for answer in found)


@pytest.mark.parametrize(
    ("base", "number", "of_base"), [(2, 3, 1), (1, 1, 1), (1, 2, 3), (1, 2, None)]
)
def test_a_delta_brings_up_to_date_only_the_list_that_it_is_for(
    base: int, number: int, of_base: int | None
) -> None:
    found = said(a_list(ISSUER, number=of_base), delta(base=base, number=number))

    assert [answer.this_update for answer in found] == [EPOCH]


def test_a_delta_of_another_scope_brings_nothing_up_to_date() -> None:
    whole = a_list(ISSUER, extensions=[issuing_point(users=True)])

    assert [answer.this_update for answer in said(whole, delta())] == [EPOCH]


def test_a_hold_that_a_delta_removes_is_lifted() -> None:
    found = said(a_list(ISSUER, HELD), delta(REMOVED))

    (clear,) = [answer for answer in found if answer.revoked_at is None]
    assert clear.lifts_hold
    assert clear.this_update == EPOCH + DAY


def test_a_delta_that_is_silent_on_a_hold_does_not_lift_it() -> None:
    found = said(a_list(ISSUER, HELD), delta())

    assert {answer.reason for answer in found} == {"certificate_hold"}


def test_a_final_revocation_in_the_base_is_never_removed() -> None:
    found = said(a_list(ISSUER, REVOKED), delta(REMOVED))

    assert not any(answer.revoked_at is None for answer in found)


# several entries of a number


@pytest.mark.parametrize(
    "entries",
    [
        (REMOVED, REVOKED),
        (REVOKED, REMOVED),
        (HELD, REVOKED),
        (REVOKED, HELD),
        (REMOVED, REMOVED, REVOKED),
    ],
)
def test_any_entry_that_revokes_counts(entries: tuple[Entry, ...]) -> None:
    lists = a_list(ISSUER, *entries)

    assert "key_compromise" in revoked(lists)
    assert not cleared(lists)


@pytest.mark.parametrize("serial_number", [1, 127, 128, 255, 256, 1 << 64, (1 << 159) - 1])
def test_an_entry_is_found_by_its_number_whatever_its_length(serial_number: int) -> None:
    person = issue(Made(name=common("Bo Exempel"), serial_number=serial_number), ISSUER)
    others = [Entry(serial_number=n) for n in (2, 3, 129, 257, 1 << 65, 4711)]

    assert cleared(a_list(ISSUER, *others), of=person)
    told = a_list(ISSUER, *others, Entry(serial_number=serial_number))
    assert not cleared(told, of=person)


# 6.3.3, d and e: reasons


def test_lists_for_some_reasons_each_clear_together() -> None:
    parts = [a_list(ISSUER, extensions=[issuing_point(reasons=r)]) for r in (SOME, OTHERS)]

    assert cleared(*parts)
    assert not cleared(parts[0])
    assert not cleared(parts[1])


def test_lists_read_together_are_as_old_as_the_oldest_and_rest_on_all() -> None:
    old = a_list(ISSUER, extensions=[issuing_point(reasons=SOME)], this_update=EPOCH - DAY)
    new = a_list(ISSUER, extensions=[issuing_point(reasons=OTHERS)])

    (answer,) = said(old, new)

    assert answer.this_update == EPOCH - DAY
    assert len(answer.names) == 2


@pytest.mark.parametrize("missing", OTHERS)
def test_a_reason_that_no_list_is_for_stays_open(missing: R) -> None:
    rest = [reason for reason in OTHERS if reason is not missing]
    parts = [a_list(ISSUER, extensions=[issuing_point(reasons=r)]) for r in (SOME, rest)]

    assert not cleared(*parts)


@pytest.mark.parametrize("first", [True, False])
def test_a_revocation_in_a_part_counts(first: bool) -> None:
    parts = [
        a_list(ISSUER, *((REVOKED,) if first else ()), extensions=[issuing_point(reasons=SOME)]),
        a_list(ISSUER, *(() if first else (REVOKED,)), extensions=[issuing_point(reasons=OTHERS)]),
    ]

    assert revoked(*parts) == {"key_compromise"}
    assert not cleared(*parts)


# 6.3.3, b: scopes


@pytest.mark.parametrize(
    "point",
    [
        issuing_point(authorities=True),
        issuing_point(attributes=True),
        issuing_point(url="http://crl.example/annan.crl"),
    ],
)
def test_the_silence_of_a_list_for_others_means_nothing(
    point: tuple[x509.IssuingDistributionPoint, bool],
) -> None:
    assert not cleared(a_list(ISSUER, extensions=[point]))


def test_the_issuer_is_believed_when_it_revokes_whatever_its_list_is_for() -> None:
    told = a_list(ISSUER, REVOKED, extensions=[issuing_point(url="http://crl.example/annan.crl")])

    assert revoked(told) == {"key_compromise"}


def test_a_list_of_the_point_that_the_certificate_names_clears() -> None:
    url = "http://crl.example/anna.crl"
    names = [x509.UniformResourceIdentifier(url)]
    points = x509.CRLDistributionPoints([x509.DistributionPoint(names, None, None, None)])
    person = issue(
        Made(name=common("Anna Exempel"), serial_number=9, extensions=[(points, False)]), ISSUER
    )

    assert cleared(a_list(ISSUER, extensions=[issuing_point(url=url)]), of=person)


# 5.2 and 5.3: critical extensions that nobody knows


@pytest.mark.parametrize(
    "told",
    [
        a_list(ISSUER, extensions=[UNKNOWN]),
        a_list(ISSUER, Entry(serial_number=1, extensions=[UNKNOWN])),
        a_list(ISSUER, Entry(serial_number=1), Entry(serial_number=2, extensions=[UNKNOWN])),
    ],
)
def test_a_list_with_an_unknown_critical_extension_clears_nobody(told: bytes) -> None:
    assert not cleared(told)


@pytest.mark.parametrize(
    "told",
    [
        a_list(ISSUER, REVOKED, extensions=[UNKNOWN]),
        a_list(
            ISSUER,
            Entry(serial_number=4711, reason=R.key_compromise, extensions=[UNKNOWN]),
        ),
    ],
)
def test_a_list_with_an_unknown_critical_extension_revokes(told: bytes) -> None:
    assert revoked(told) == {"key_compromise"}


@pytest.mark.parametrize("reason", [None, R.superseded, R.key_compromise])
def test_a_key_is_held_invalid_from_the_earlier_of_both_dates(reason: R | None) -> None:
    since = x509.InvalidityDate((EPOCH - 30 * DAY).replace(tzinfo=None))
    entry = Entry(serial_number=4711, reason=reason, extensions=[(since, False)])

    (answer,) = said(a_list(ISSUER, entry))

    assert answer.revoked_at == EPOCH - 30 * DAY


# 6.3.3, f and g: who signs


def signer(
    *, usage: bool = True, by: Holder = ROOT, name: x509.Name | None = None, **made: object
) -> Holder:
    key_usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=usage,
        encipher_only=False,
        decipher_only=False,
    )
    chosen = name or common("Utfärdare")
    given = Made(name=chosen, extensions=[(key_usage, True)], serial_number=77, **made)  # type: ignore[arg-type]
    return issue(given, by)


def test_another_certificate_of_the_issuer_may_sign_its_lists() -> None:
    other = signer()

    (answer,) = said(a_list(other), pool=(other,))

    assert answer.revoked_at is None
    assert answer.signer_path[0] == other.ours


@pytest.mark.parametrize(
    "other",
    [
        signer(usage=False),
        signer(by=root(name="Annan rot")),
        signer(name=common("Någon annan")),
        signer(not_after=EPOCH - DAY),
        signer(not_before=EPOCH + DAY),
    ],
)
def test_nobody_else_may(other: Holder) -> None:
    assert said(a_list(other, REVOKED), a_list(other), pool=(other,)) == ()


@pytest.mark.parametrize("reason", [None, R.key_compromise, R.ca_compromise, R.certificate_hold])
@pytest.mark.parametrize("after", [-DAY, 30 * DAY])
def test_a_signer_whose_key_may_be_another_clears_nobody(
    reason: R | None, after: timedelta
) -> None:
    other = signer()
    of_root = a_list(
        ROOT, Entry(serial_number=77, at=EPOCH + after, reason=reason), this_update=EPOCH + YEAR
    )

    assert not cleared(a_list(other), of_root, pool=(other,))
    assert revoked(a_list(other, REVOKED), of_root, pool=(other,)) == {"key_compromise"}


@pytest.mark.parametrize("reason", [R.superseded, R.cessation_of_operation])
def test_a_signer_that_was_retired_later_is_believed_for_before(reason: R) -> None:
    other = signer()
    of_root = a_list(
        ROOT, Entry(serial_number=77, at=EPOCH + DAY, reason=reason), this_update=EPOCH + YEAR
    )

    assert cleared(a_list(other), of_root, pool=(other,))


def indirect(*names: Holder) -> x509.CRLDistributionPoints:
    issuers = [x509.DirectoryName(holder.certificate.subject) for holder in names]
    return x509.CRLDistributionPoints([x509.DistributionPoint(None, None, None, issuers)])


def test_an_indirect_list_speaks_of_whom_names_its_issuer() -> None:
    other = signer(name=common("Listutgivare"))
    person = issue(
        Made(name=common("Anna"), serial_number=5, extensions=[(indirect(other), False)]), ISSUER
    )
    told = a_list(other, extensions=[issuing_point(indirect=True)])
    theirs = (
        x509.CertificateIssuer([x509.DirectoryName(ISSUER.certificate.subject)]),
        True,
    )
    entry = Entry(serial_number=5, reason=R.superseded, extensions=[theirs])
    revoking = a_list(other, entry, extensions=[issuing_point(indirect=True)])
    own = a_list(other, Entry(serial_number=5), extensions=[issuing_point(indirect=True)])

    assert cleared(told, of=person, pool=(other,))
    assert revoked(revoking, of=person, pool=(other,)) == {"superseded"}
    # An entry that names no issuer is about the list's own (5.3.3).
    assert cleared(own, of=person, pool=(other,))
    # And a certificate that does not name the issuer is none of its business.
    assert said(told, revoking, pool=(other,)) == ()


def test_a_key_of_another_curve_than_the_lists_is_no_signer() -> None:
    other = signer(key=ec.generate_private_key(ec.SECP384R1()))
    forged = Holder(other.certificate, ec.generate_private_key(ec.SECP384R1()))

    assert said(a_list(forged, REVOKED), pool=(other,)) == ()
