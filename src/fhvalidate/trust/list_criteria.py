"""Qualifications and their criteria, from the XML of a trusted list (TS 119 612, 5.5.9.2)."""

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from fhvalidate.late_patterns import late_re
from fhvalidate.trust.criteria import MAX_DEPTH, Assertion, Criteria, Criterion, CriterionKind
from fhvalidate.trust.lists import Qualification

MAX_QUALIFICATIONS = 500  # of one service state; real ones have up to 20
MAX_CRITERIA = 1000  # in one list of criteria
_UNKNOWN = Criterion(CriterionKind.UNKNOWN, ())
_CAMEL = late_re(r"(?<=[a-z])(?=[A-Z])")


def read_qualifications(elements: Iterable[Any]) -> Iterator[Qualification]:
    """Each QualificationElement of the Qualifications extensions."""
    count = 0
    for element in elements:
        for item in _children(element, "QualificationElement"):
            count += 1
            if count > MAX_QUALIFICATIONS:
                yield Qualification((), Criteria(Assertion.ALL, (_UNKNOWN,)))
                return
            qualifiers = tuple(
                str(child.get("uri", ""))
                for group in _children(item, "Qualifiers")
                for child in _children(group, "Qualifier")
            )
            lists = tuple(_children(item, "CriteriaList"))
            if not lists:  # nobody can say which certificates it is about
                yield Qualification(qualifiers, Criteria(Assertion.ALL, (_UNKNOWN,)))
            for found in lists:
                yield Qualification(qualifiers, read_criteria(found))


def read_criteria(element: Any, *, depth: int = 0) -> Criteria:
    """The criteria of a CriteriaList; what is not understood is a criterion nobody can judge."""
    asserted = element.get("assert", "all")
    if depth >= MAX_DEPTH or asserted not in tuple(Assertion):
        return Criteria(Assertion.ALL, (_UNKNOWN,))
    items: list[Criterion | Criteria] = []
    for child in list(element)[:MAX_CRITERIA]:
        if not isinstance(child.tag, str):
            continue
        match etree.QName(child).localname:
            case "CriteriaList":
                items.append(read_criteria(child, depth=depth + 1))
            case "KeyUsage":
                items.append(Criterion(CriterionKind.KEY_USAGE, tuple(_bits(child))))
            case "PolicySet":
                items.append(Criterion(CriterionKind.POLICIES, _identifiers(child)))
            case "otherCriteriaList":
                items += [_other(other) for other in child if isinstance(other.tag, str)]
            case "Description":
                continue
            case _:
                items.append(_UNKNOWN)
    if len(element) > MAX_CRITERIA:
        items.append(_UNKNOWN)
    return Criteria(Assertion(asserted), tuple(items))


def _other(element: Any) -> Criterion | Criteria:
    match etree.QName(element).localname:
        case "CertSubjectDNAttribute":
            return Criterion(CriterionKind.SUBJECT_ATTRIBUTES, _identifiers(element))
        case "ExtendedKeyUsage":
            return Criterion(CriterionKind.EXTENDED_KEY_USAGE, _identifiers(element))
        case "QcStatementSet":
            statements = tuple(_statement(item) for item in _children(element, "QcStatement"))
            return Criteria(Assertion.ALL, statements)
        case _:
            return _UNKNOWN


def _statement(element: Any) -> Criterion:
    identifier = next((_identifiers(item) for item in _children(element, "QcStatementId")), ())
    info: list[str] = []
    for group in _children(element, "QcStatementInfo"):
        for child in group:
            match etree.QName(child).localname if isinstance(child.tag, str) else "":
                case "QcType":
                    info += [f"type:{value}" for value in _identifiers(child)]
                case "QcCClegislation":
                    info.append(f"legislation:{(child.text or '').strip()}")
                case "":
                    continue
                case _:
                    return _UNKNOWN
    if len(identifier) != 1:
        return _UNKNOWN
    return Criterion(CriterionKind.QC_STATEMENT, (*identifier, *info))


def _bits(element: Any) -> Iterator[str]:
    for bit in _children(element, "KeyUsageBit"):
        name = _CAMEL.sub("_", str(bit.get("name", ""))).lower()
        wanted = (bit.text or "").strip() in ("true", "1")
        yield name if wanted else f"!{name}"


def _identifiers(element: Any) -> tuple[str, ...]:
    """Every object identifier below, without `urn:oid:`."""
    found = (e.text or "" for e in element.iter("{*}Identifier"))
    return tuple(text.strip().removeprefix("urn:oid:") for text in found)


def _children(element: Any, name: str) -> Iterator[Any]:
    return (
        child
        for child in element
        if isinstance(child.tag, str) and etree.QName(child).localname == name
    )
