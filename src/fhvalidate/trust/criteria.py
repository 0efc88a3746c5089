"""Criteria by which a trusted list tells a service's certificates apart (TS 119 612, 5.5.9.2.2)."""

from enum import StrEnum

from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.qc_statements import Declarations

MAX_DEPTH = 10  # lists in lists; real ones go two deep, a mutual recognition four


class Assertion(StrEnum):
    """How many of the criteria of a list must be met."""

    ALL = "all"
    AT_LEAST_ONE = "atLeastOne"
    NONE = "none"


class CriterionKind(StrEnum):
    """What a criterion looks at."""

    KEY_USAGE = "key-usage"
    POLICIES = "policies"
    SUBJECT_ATTRIBUTES = "subject-attributes"
    EXTENDED_KEY_USAGE = "extended-key-usage"
    QC_STATEMENT = "qc-statement"
    UNKNOWN = "unknown"


@frozen
class Criterion:
    """One criterion.

    Attributes:
        values: identifiers that must all be there. For key usage: names as in
            `non_repudiation`, with `!` before a bit that must not be set. For a QCStatement: its
            identifier, then `type:` and `legislation:` values when it asks for them.
    """

    kind: CriterionKind
    values: tuple[str, ...]


@frozen
class Criteria:
    """A list of criteria, and lists of them, with how many must be met."""

    assertion: Assertion
    items: tuple["Criterion | Criteria", ...]


def meets(declared: Declarations, criteria: Criteria) -> bool | None:
    """Whether a certificate with these declarations meets the criteria; None if nobody can say.

    An empty list of criteria is met by nothing: it would otherwise qualify every certificate.
    """
    if not criteria.items:
        return None
    found = [
        meets(declared, item) if isinstance(item, Criteria) else _meets_one(declared, item)
        for item in criteria.items
    ]
    match criteria.assertion:
        case Assertion.ALL:
            return _every(found)
        case Assertion.AT_LEAST_ONE:
            return _any(found)
        case Assertion.NONE:
            some = _any(found)
            return None if some is None else not some


def _every(found: list[bool | None]) -> bool | None:
    if False in found:
        return False
    return None if None in found else True


def _any(found: list[bool | None]) -> bool | None:
    if True in found:
        return True
    return None if None in found else False


def _meets_one(declared: Declarations, criterion: Criterion) -> bool | None:
    values = criterion.values
    match criterion.kind:
        case CriterionKind.KEY_USAGE:
            return all(
                (value.removeprefix("!") in declared.key_usage) is not value.startswith("!")
                for value in values
            )
        case CriterionKind.POLICIES:
            return bool(values) and declared.policies.issuperset(values)
        case CriterionKind.SUBJECT_ATTRIBUTES:
            return bool(values) and declared.subject_attributes.issuperset(values)
        case CriterionKind.EXTENDED_KEY_USAGE:
            return bool(values) and declared.extended_key_usage.issuperset(values)
        case CriterionKind.QC_STATEMENT:
            return _has_statement(declared, values)
        case CriterionKind.UNKNOWN:
            return None


def _has_statement(declared: Declarations, values: tuple[str, ...]) -> bool | None:
    if not declared.readable:
        return None
    identifier, *info = values
    types = {v.removeprefix("type:") for v in info if v.startswith("type:")}
    countries = {v.removeprefix("legislation:") for v in info if v.startswith("legislation:")}
    return (
        identifier in declared.statements
        and declared.types >= types
        and declared.legislations >= countries
    )
