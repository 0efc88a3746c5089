"""A path holds by the numbered steps of RFC 5280, 6.1, and by nothing less."""

import ipaddress
from collections.abc import Sequence

import pytest
from cryptography import x509
from cryptography.x509 import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from fhvalidate.x509.paths.extensions import CertificateDefect
from fhvalidate.x509.paths.path_inputs import PathInputs
from fhvalidate.x509.paths.path_validation import PathDefect, path_defect
from tests.x509.chain import AUTHORITY, Extensions, Made, common, issue, named, path_of, root

EXERCISES = (
    "RFC 5280, 4.2",
    "RFC 5280, 4.2.1.10",
    "RFC 5280, 6.1.1",
    "RFC 5280, 6.1.2",
    "RFC 5280, 6.1.3",
    "RFC 5280, 6.1.4",
    "RFC 5280, 6.1.5",
)

ROOT = root()
P1, P2, P3 = (x509.ObjectIdentifier(f"1.2.3.{number}") for number in (1, 2, 3))
ANY = x509.ObjectIdentifier("2.5.29.32.0")


def defect(
    *steps: Extensions,
    name: x509.Name | None = None,
    of_root: Extensions = (),
    inputs: PathInputs | None = None,
) -> str | None:
    """What is wrong with a path of these extensions from the top down, the person's last."""
    top = ROOT if not of_root else root([*AUTHORITY, *of_root])
    holders = [top]
    for number, extensions in enumerate(steps):
        is_last = number == len(steps) - 1
        subject = (name if is_last else None) or common(f"Nummer {number}")
        given = extensions if is_last else [*AUTHORITY, *extensions]
        holders.append(issue(Made(name=subject, extensions=given), holders[-1]))
    return path_defect(path_of(*reversed(holders)), inputs or PathInputs())


# Names (4.2.1.10)


def constrained(
    permitted: Sequence[x509.GeneralName] = (), excluded: Sequence[x509.GeneralName] = ()
) -> Extensions:
    value = x509.NameConstraints(list(permitted) or None, list(excluded) or None)
    return [(value, True)]


def alternatives(*names: x509.GeneralName) -> Extensions:
    return [(x509.SubjectAlternativeName(names), False)]


def mail(text: str) -> x509.GeneralName:
    return x509.RFC822Name(text)


def host(text: str) -> x509.GeneralName:
    return x509.DNSName(text)


def uri(text: str) -> x509.GeneralName:
    return x509.UniformResourceIdentifier(text)


def net(text: str) -> x509.GeneralName:
    return x509.IPAddress(ipaddress.ip_network(text))


def address(text: str) -> x509.GeneralName:
    return x509.IPAddress(ipaddress.ip_address(text))


def directory(*parts: tuple[x509.ObjectIdentifier, str]) -> x509.GeneralName:
    return x509.DirectoryName(named(*parts))


def other(oid: str) -> x509.GeneralName:
    return x509.OtherName(x509.ObjectIdentifier(oid), b"\x0c\x01a")


SWEDEN = directory((NameOID.COUNTRY_NAME, "SE"))
NORWAY = directory((NameOID.COUNTRY_NAME, "NO"))
EXEMPELBY = directory(
    (NameOID.COUNTRY_NAME, "se"), (NameOID.ORGANIZATION_NAME, "EXEMPELBY  kommun")
)

WITHIN = [
    (mail("exempelby.se"), mail("anna@exempelby.se")),
    (mail(".exempelby.se"), mail("anna@post.exempelby.se")),
    (mail("anna@exempelby.se"), mail("anna@EXEMPELBY.se")),
    (host("exempelby.se"), host("exempelby.se")),
    (host("exempelby.se"), host("a.b.exempelby.se")),
    (uri("exempelby.se"), uri("https://exempelby.se/a")),
    (uri(".exempelby.se"), uri("https://www.exempelby.se:443/a")),
    (net("192.0.2.0/24"), address("192.0.2.77")),
    (net("2001:db8::/32"), address("2001:db8::1")),
    (net("0.0.0.0/0"), address("198.51.100.1")),
    (SWEDEN, EXEMPELBY),
]
OUTSIDE = [
    (mail("exempelby.se"), mail("anna@post.exempelby.se")),
    (mail(".exempelby.se"), mail("anna@exempelby.se")),
    (mail("exempelby.se"), mail("anna@annanexempelby.se")),
    (mail("Anna@exempelby.se"), mail("anna@exempelby.se")),
    (host("exempelby.se"), host("annanexempelby.se")),
    (uri(".exempelby.se"), uri("https://exempelby.se/a")),
    (uri("exempelby.se"), uri("https://www.exempelby.se/a")),
    (net("192.0.2.0/24"), address("192.0.3.1")),
    (net("192.0.2.0/24"), address("2001:db8::1")),
    (net("2001:db8::/32"), address("2001:db9::1")),
    (NORWAY, EXEMPELBY),
]


@pytest.mark.parametrize(("constraint", "name"), WITHIN)
def test_a_name_within_a_permitted_subtree_may_stand(
    constraint: x509.GeneralName, name: x509.GeneralName
) -> None:
    assert defect(constrained([constraint, SWEDEN]), alternatives(name)) is None


@pytest.mark.parametrize(("constraint", "name"), WITHIN[:-1])
def test_a_name_within_an_excluded_subtree_may_not(
    constraint: x509.GeneralName, name: x509.GeneralName
) -> None:
    assert defect(constrained((), [constraint]), alternatives(name)) == PathDefect.NAMES


@pytest.mark.parametrize(("constraint", "name"), OUTSIDE)
def test_a_name_outside_every_permitted_subtree_may_not(
    constraint: x509.GeneralName, name: x509.GeneralName
) -> None:
    assert defect(constrained([constraint]), alternatives(name)) == PathDefect.NAMES


@pytest.mark.parametrize(("constraint", "name"), OUTSIDE)
def test_a_name_outside_every_excluded_subtree_may(
    constraint: x509.GeneralName, name: x509.GeneralName
) -> None:
    assert defect(constrained((), [constraint]), alternatives(name)) is None


@pytest.mark.parametrize(
    "constraint", [mail("exempelby.se"), host("exempelby.se"), net("192.0.2.0/24"), other("1.2.3")]
)
@pytest.mark.parametrize("of_anchor", [True, False])
def test_a_form_of_names_that_is_not_there_is_free(
    constraint: x509.GeneralName, of_anchor: bool
) -> None:
    """Given constraints on one form of names, when a certificate has none of it, it holds."""
    for stated in (constrained([constraint]), constrained((), [constraint])):
        steps: tuple[Extensions, ...] = ((), ()) if of_anchor else (stated, ())
        assert defect(*steps, of_root=stated if of_anchor else ()) is None


@pytest.mark.parametrize("oid", ["1.2.3", "1.3.6.1.4.1.311.20.2.3"])
def test_other_names_are_refused_where_they_are_constrained(oid: str) -> None:
    for stated in (constrained([other("1.2.3")]), constrained((), [other("1.2.3")])):
        assert defect(stated, alternatives(other(oid))) == PathDefect.NAMES


def test_the_subjects_own_name_is_bound() -> None:
    person = named((NameOID.COUNTRY_NAME, "NO"), (NameOID.COMMON_NAME, "Anna Exempel"))

    assert defect(constrained([SWEDEN]), (), name=person) == PathDefect.NAMES
    assert defect(constrained((), [NORWAY]), (), name=person) == PathDefect.NAMES


def test_a_mail_address_in_the_subject_is_bound_where_there_are_no_alternatives() -> None:
    person = named((NameOID.COUNTRY_NAME, "SE"), (NameOID.EMAIL_ADDRESS, "anna@annan.se"))
    stated = constrained([mail("exempelby.se")])

    assert defect(stated, (), name=person) == PathDefect.NAMES
    assert defect(stated, alternatives(mail("a@exempelby.se")), name=person) is None


def test_constraints_of_every_authority_above_hold_together() -> None:
    wide, narrow = constrained([host("se")]), constrained([host("exempelby.se")])

    assert defect(wide, narrow, alternatives(host("exempelby.se"))) is None
    assert defect(narrow, wide, alternatives(host("annan.se"))) == PathDefect.NAMES


@pytest.mark.parametrize("text", [".exempelby.se", ".se"])
def test_a_malformed_constraint_permits_nothing_and_excludes_all(text: str) -> None:
    name = alternatives(host("a.exempelby.se"))

    assert defect(constrained([host(text)]), name) == PathDefect.NAMES
    assert defect(constrained((), [host(text)]), name) == PathDefect.NAMES


def test_a_wildcard_that_stands_for_an_excluded_name_is_refused() -> None:
    stated = constrained((), [host("hemlig.exempelby.se")])

    assert defect(stated, alternatives(host("*.exempelby.se"))) == PathDefect.NAMES


# Policies (6.1.2 to 6.1.5, RFC 9618)


def policies(*oids: x509.ObjectIdentifier) -> tuple[x509.ExtensionType, bool]:
    return x509.CertificatePolicies([x509.PolicyInformation(o, None) for o in oids]), False


def asking(*oids: x509.ObjectIdentifier, **flags: bool) -> PathInputs:
    wanted = frozenset(o.dotted_string for o in oids) if oids else None
    return PathInputs(wanted, explicit_policy=True, **flags)


@pytest.mark.parametrize(
    ("above", "below", "wanted", "holds"),
    [
        ([policies(P1)], [policies(P1)], (), True),
        ([policies(P1)], [policies(P1)], (P1,), True),
        ([policies(P1)], [policies(P1)], (P2,), False),
        ([policies(P1, P2)], [policies(P2)], (P2, P3), True),
        ([policies(P1)], [policies(P2)], (), False),
        ([policies(ANY)], [policies(P1)], (P1,), True),
        ([policies(P1)], [policies(ANY)], (P1,), True),
        ([policies(ANY)], [policies(ANY)], (P3,), True),
        ([], [policies(P1)], (), False),
        ([policies(P1)], [], (), False),
    ],
)
def test_a_policy_must_hold_for_the_whole_path_where_one_is_asked_for(
    above: Extensions, below: Extensions, wanted: tuple[x509.ObjectIdentifier, ...], holds: bool
) -> None:
    expected = None if holds else PathDefect.POLICIES

    assert defect(above, below, inputs=asking(*wanted)) == expected
    assert defect(above, below) is None


def test_an_authority_may_ask_for_a_policy_itself() -> None:
    demand = (x509.PolicyConstraints(0, None), True)

    assert defect([policies(P1), demand], [policies(P1)]) is None
    assert defect([policies(P1), demand], []) == PathDefect.POLICIES


def test_any_policy_stands_for_none_where_it_is_inhibited() -> None:
    steps = ([policies(ANY)], [policies(P1)])

    assert defect(*steps, inputs=asking(P1, inhibit_any_policy=True)) == PathDefect.POLICIES
    assert defect([policies(ANY), (x509.InhibitAnyPolicy(0), True)], [policies(ANY)]) is None


# Constraints on paths (6.1.4)


def test_an_authority_says_that_it_is_one() -> None:
    middle = issue(Made(name=common("Ingen utfärdare")), ROOT)
    person = issue(Made(name=common("Anna")), middle)

    assert path_defect(path_of(person, middle, ROOT)) == PathDefect.NO_AUTHORITY


@pytest.mark.parametrize(("allowed", "holds"), [(0, False), (1, True), (5, True)])
def test_a_path_is_no_longer_than_its_authorities_allow(allowed: int, holds: bool) -> None:
    top = root([(x509.BasicConstraints(ca=True, path_length=allowed), True)])
    middle = issue(Made(name=common("Mellan"), extensions=AUTHORITY), top)
    person = issue(Made(name=common("Anna")), middle)

    expected = None if holds else PathDefect.PATH_LENGTH
    assert path_defect(path_of(person, middle, top)) == expected


UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_critical_extension_that_nobody_knows_stops_the_path_wherever_it_stands(
    place: int,
) -> None:
    steps: list[list[tuple[x509.ExtensionType, bool]]] = [[], [], []]
    steps[place].append((UNKNOWN, True))

    found = defect(*steps[1:], of_root=steps[0])

    assert found == CertificateDefect.UNKNOWN_CRITICAL
    assert defect([], [(UNKNOWN, False)]) is None


def test_constraints_on_names_in_a_persons_certificate_are_an_error() -> None:
    assert defect([], constrained([SWEDEN])) == CertificateDefect.MALFORMED_EXTENSION


@given(
    st.lists(
        st.lists(st.sampled_from([P1, P2, P3, ANY]), max_size=4, unique=True),
        min_size=1,
        max_size=4,
    ),
    st.sets(st.sampled_from([P1, P2, P3])),
)
@settings(max_examples=40, deadline=None)
def test_asking_for_more_policies_never_loses_a_path(
    steps: list[list[x509.ObjectIdentifier]], wanted: set[x509.ObjectIdentifier]
) -> None:
    """Given any path, when it holds for some policies, it holds for these and one more."""
    extensions: list[Extensions] = [[policies(*each)] if each else [] for each in steps]
    before = defect(*extensions, inputs=asking(*wanted)) if wanted else PathDefect.POLICIES

    after = defect(*extensions, inputs=asking(*wanted, P1))

    assert before is not None or after is None
