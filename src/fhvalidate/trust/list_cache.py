"""Trusted lists as JSON: what took seconds to verify and read is read again in tenths of one."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fhvalidate.conclusion import Fact, Finding, Severity
from fhvalidate.trust.criteria import Assertion, Criteria, Criterion, CriterionKind
from fhvalidate.trust.lists import (
    Equivalence,
    ListedCertificate,
    Qualification,
    Service,
    ServiceState,
    TrustedList,
    TrustedLists,
)

FORMAT = "fhvalidate/trusted-lists/2"


def dumps_lists(lists: TrustedLists) -> bytes:
    """The lists as JSON."""
    document = {
        "format": FORMAT,
        "name": lists.name,
        "sha256": lists.sha256,
        "sequence": lists.sequence,
        "expected": lists.expected,
        "lists": [_list_out(item) for item in lists.lists],
        "certificates": {
            digest: [b64encode(item.der).decode(), item.subject_key]
            for digest, item in lists.certificates.items()
        },
        "findings": [
            [
                f.code,
                f.severity,
                f.subject,
                f.clause,
                {k: _fact_out(v) for k, v in f.detail.items()},
            ]
            for f in lists.findings
        ],
    }
    return json.dumps(document, separators=(",", ":")).encode()


def loads_lists(data: bytes) -> TrustedLists:
    """The lists in the JSON.

    Raises:
        ValueError: it is not what `dumps_lists` wrote.
    """
    try:
        document = json.loads(data)
        if document["format"] != FORMAT:
            raise ValueError("another format")
        return TrustedLists(
            name=document["name"],
            sha256=document["sha256"],
            lists=tuple(_list_in(item) for item in document["lists"]),
            expected=tuple(document["expected"]),
            certificates={
                digest: ListedCertificate(b64decode(item[0]), item[1])
                for digest, item in document["certificates"].items()
            },
            findings=tuple(_finding_in(item) for item in document["findings"]),
            sequence=document["sequence"],
        )
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError("not a cache of trusted lists") from error


def _list_out(item: TrustedList) -> dict[str, Any]:
    return {
        "territory": item.territory,
        "sequence": item.sequence,
        "issued": item.issued.isoformat(),
        "next_update": _time_out(item.next_update),
        "sha256": item.sha256,
        "services": [
            [s.provider, [_state_out(state) for state in s.states]] for s in item.services
        ],
        "equivalences": [_equivalence_out(e) for e in item.equivalences],
    }


def _list_in(item: Mapping[str, Any]) -> TrustedList:
    return TrustedList(
        territory=item["territory"],
        sequence=item["sequence"],
        issued=datetime.fromisoformat(item["issued"]),
        next_update=_time_in(item["next_update"]),
        sha256=item["sha256"],
        services=tuple(
            Service(provider, tuple(_state_in(state) for state in states))
            for provider, states in item["services"]
        ),
        equivalences=tuple(_equivalence_in(e) for e in item["equivalences"]),
    )


def _state_out(state: ServiceState) -> list[Any]:
    return [
        state.type,
        state.name,
        state.status,
        state.since.isoformat(),
        _time_out(state.until),
        state.certificates,
        state.additional,
        [[q.qualifiers, _criteria_out(q.criteria)] for q in state.qualifications],
        state.unknown_critical,
    ]


def _state_in(item: list[Any]) -> ServiceState:
    kind, name, status, since, until, certificates, additional, qualifications, unknown = item
    return ServiceState(
        kind,
        name,
        status,
        datetime.fromisoformat(since),
        _time_in(until),
        tuple(certificates),
        tuple(additional),
        tuple(Qualification(tuple(q), _criteria_in(c)) for q, c in qualifications),
        unknown,
    )


def _criteria_out(criteria: Criteria) -> dict[str, Any]:
    items = [
        _criteria_out(item) if isinstance(item, Criteria) else [item.kind, item.values]
        for item in criteria.items
    ]
    return {"assert": criteria.assertion, "items": items}


def _criteria_in(item: Mapping[str, Any]) -> Criteria:
    return Criteria(
        Assertion(item["assert"]),
        tuple(
            _criteria_in(one)
            if isinstance(one, dict)
            else Criterion(CriterionKind(one[0]), tuple(one[1]))
            for one in item["items"]
        ),
    )


def _equivalence_out(item: Equivalence) -> dict[str, Any]:
    return {
        "identifier": item.identifier,
        "since": item.since.isoformat(),
        "enacted": item.enacted,
        "additional": item.additional,
        "types": dict(item.types),
        "statuses": dict(item.statuses),
        "qualifiers": dict(item.qualifiers),
        "contents": [[context, _criteria_out(criteria)] for context, criteria in item.contents],
    }


def _equivalence_in(item: Mapping[str, Any]) -> Equivalence:
    return Equivalence(
        identifier=item["identifier"],
        since=datetime.fromisoformat(item["since"]),
        enacted=item["enacted"],
        additional=tuple(item["additional"]),
        types=item["types"],
        statuses=item["statuses"],
        qualifiers=item["qualifiers"],
        contents=tuple((context, _criteria_in(c)) for context, c in item["contents"]),
    )


def _finding_in(item: list[Any]) -> Finding:
    code, severity, subject, clause, detail = item
    facts = {key: _fact_in(value) for key, value in detail.items()}
    return Finding(code, Severity(severity), subject, clause, facts)


def _fact_out(value: Fact) -> Any:
    return {"time": value.isoformat()} if isinstance(value, datetime) else value


def _fact_in(value: Any) -> Fact:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["time"])
    return tuple(value) if isinstance(value, list) else value


def _time_out(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _time_in(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
