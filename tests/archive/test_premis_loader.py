"""PREMIS as the loader of Archivematica reads it, where metsrw is at hand (AGPL: tests alone)."""

from typing import Any

import pytest
from lxml import etree

from fhvalidate.archive import premis
from fhvalidate.report.json import utc
from tests.archive.reports import NAMES, report_on

rw = pytest.importorskip("metsrw.plugins.premisrw", reason="metsrw is not installed")


def elements(data: bytes, selector: str, kind: Any) -> list[Any]:
    """The elements as the loader makes them, each with the version of the whole document."""
    root = etree.fromstring(data)
    version = root.get("version")
    found = root.findall(selector, rw.PREMIS_VERSIONS_MAP[version]["namespaces"])
    for each in found:
        each.set("version", version)
    return [kind(data=rw.premis_to_data(each)) for each in found]


def links(element: Any, name: str) -> set[tuple[str, str]]:
    return {(each.type, each.value) for each in element.findall(name)}


@pytest.mark.parametrize("name", NAMES)
def test_the_loader_finds_the_file_its_events_and_the_program(name: str) -> None:
    report = report_on(name)
    data = premis(report)

    (thing,) = elements(data, 'premis:object[@xsi:type="premis:file"]', rw.PREMISObject)
    events = elements(data, "premis:event", rw.PREMISEvent)
    (agent,) = elements(data, "premis:agent", rw.PREMISAgent)

    known = {(event.identifier_type, event.identifier_value) for event in events}
    assert len(known) == len(events) >= 1
    assert links(thing, "linking_event_identifier") == known
    assert links(agent, "linking_event_identifier") == known
    assert (agent.name, agent.type) == ("fhvalidate", "software")
    for event in events:
        assert event.type == "digital signature validation"
        assert event.date_time == utc(report.produced_at)
        thing_id = (thing.identifier_type, thing.identifier_value)
        assert links(event, "linking_object_identifier") == {thing_id}
        agent_id = (agent.identifier_type, agent.identifier_value)
        assert links(event, "linking_agent_identifier") == {agent_id}
        (outcome,) = event.findall("event_outcome_information")
        assert outcome.event_outcome in {"success", "warning", "fail"}
        (detail,) = event.findall("event_detail_information")
        assert 'policy="default"' in detail.event_detail
