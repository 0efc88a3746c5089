"""PREMIS 3 in elements: files, events and the program, whatever they tell of.

The names of events, outcomes and roles are those of the Library of Congress, with their
addresses. Archivematica reads it as `metadata/premis.xml` of a transfer: it wants the prefix
`premis`, links both ways, and events whose identifiers are of version 4.
"""

from datetime import datetime

from fhvalidate.archive.outcomes import Outcome
from fhvalidate.archive.xml import OWN, XSI, Element, Vocabulary, named_uuid
from fhvalidate.frozen import frozen
from fhvalidate.report.json import utc
from fhvalidate.report.model import Tool

PREMIS = Vocabulary("http://www.loc.gov/premis/v3")
_PREFIXES = {"premis": PREMIS.uri, "xsi": XSI, "fhvalidate": OWN}
_LOC = "http://id.loc.gov/vocabulary/preservation"
_AGENT_TYPE = "preservation system"  # as Archivematica names the kind of its own programs
# What an event was done to, and what came of it.
SOURCE = ("source", "sou")
RESULT = ("outcome", "out")
# How a file goes back to another.
IS_SOURCE_OF = ("is source of", "iso")
HAS_SOURCE = ("has source", "hss")


@frozen
class Event:
    """What was done, when, and what came of it.

    Attributes:
        kind: its word and its code in the vocabulary of the Library of Congress.
        things: the identifiers of the files that took part, each with its role.
    """

    kind: tuple[str, str]
    identifier: str
    at: datetime
    detail: str
    outcome: Outcome
    note: str
    things: tuple[tuple[str, tuple[str, str]], ...]


@frozen
class File:
    """A file by its content; `version` is that of its form, where that is known."""

    name: str
    size: int
    sha256: str
    form: str = "application/pdf"
    version: str | None = None

    @property
    def identifier(self) -> str:
        """That of its bytes, whatever its name is."""
        return file_uuid(self.sha256)


def file_uuid(sha256: str) -> str:
    """The identifier of the file with these bytes."""
    return named_uuid("object", sha256)


def premis_root() -> Element:
    """The root, which has files first, then events, then agents."""
    root = PREMIS.root("premis", _PREFIXES)
    root.set("version", "3.0")
    return root


def add_file(root: Element, file: File, tool: Tool) -> Element:
    """The file, whose digest the program has made."""
    below = PREMIS.below
    thing = below(root, "object")
    thing.set(f"{{{XSI}}}type", "premis:file")
    _add_link(thing, "objectIdentifier", "UUID", file.identifier)
    traits = below(thing, "objectCharacteristics")
    below(traits, "compositionLevel", "0")
    fixity = below(traits, "fixity")
    below(fixity, "messageDigestAlgorithm", "SHA-256")
    below(fixity, "messageDigest", file.sha256)
    below(fixity, "messageDigestOriginator", _agent_name(tool))
    below(traits, "size", str(file.size))
    form = below(below(traits, "format"), "formatDesignation")
    below(form, "formatName", file.form)
    if file.version is not None:
        below(form, "formatVersion", file.version)
    below(thing, "originalName", f"objects/{file.name}")
    return thing


def add_derivation(thing: Element, kind: tuple[str, str], other: str, event: Event) -> None:
    """That the file comes of the other one by the event, or the other one of it."""
    relationship = PREMIS.below(thing, "relationship")
    _add_term(relationship, "relationshipType", "derivation", "relationshipType", "der")
    word, term = kind
    _add_term(relationship, "relationshipSubType", word, "relationshipSubType", term)
    _add_link(relationship, "relatedObjectIdentifier", "UUID", other)
    _add_link(relationship, "relatedEventIdentifier", "UUID", event.identifier)


def link_events(thing: Element, identifier: str, events: tuple[Event, ...]) -> None:
    """Links the file to the events that it took part in."""
    for event in events:
        if any(identifier == other for other, _ in event.things):
            _add_link(thing, "linkingEventIdentifier", "UUID", event.identifier)


def add_event(root: Element, told: Event, tool: Tool) -> None:
    """The event, which the program has carried out."""
    below = PREMIS.below
    event = below(root, "event")
    _add_link(event, "eventIdentifier", "UUID", told.identifier)
    word, term = told.kind
    _add_term(event, "eventType", word, "eventType", term)
    below(event, "eventDateTime", utc(told.at))
    below(below(event, "eventDetailInformation"), "eventDetail", told.detail)
    outcome = below(event, "eventOutcomeInformation")
    word, term = told.outcome.term
    _add_term(outcome, "eventOutcome", word, "eventOutcome", term)
    below(below(outcome, "eventOutcomeDetail"), "eventOutcomeDetailNote", told.note)
    agent = _add_link(event, "linkingAgentIdentifier", _AGENT_TYPE, _agent_name(tool))
    _add_term(agent, "linkingAgentRole", "executing program", "eventRelatedAgentRole", "exe")
    for identifier, (word, term) in told.things:
        thing = _add_link(event, "linkingObjectIdentifier", "UUID", identifier)
        _add_term(thing, "linkingObjectRole", word, "eventRelatedObjectRole", term)


def add_agent(root: Element, tool: Tool, events: tuple[Event, ...]) -> None:
    """The program, with what it has carried out."""
    agent = PREMIS.below(root, "agent")
    _add_link(agent, "agentIdentifier", _AGENT_TYPE, _agent_name(tool))
    PREMIS.below(agent, "agentName", tool.name)
    _add_term(agent, "agentType", "software", "agentType", "sof")
    PREMIS.below(agent, "agentVersion", tool.version)
    for event in events:
        _add_link(agent, "linkingEventIdentifier", "UUID", event.identifier)


def _agent_name(tool: Tool) -> str:
    return f"{tool.name}-{tool.version}"


def _add_link(parent: Element, name: str, kind: str, value: str) -> Element:
    link = PREMIS.below(parent, name)
    PREMIS.below(link, f"{name}Type", kind)
    PREMIS.below(link, f"{name}Value", value)
    return link


def _add_term(parent: Element, name: str, word: str, vocabulary: str, term: str) -> None:
    """A word of a vocabulary of the Library of Congress, with where it is defined."""
    PREMIS.below(
        parent,
        name,
        word,
        authority=vocabulary,
        authorityURI=f"{_LOC}/{vocabulary}",
        valueURI=f"{_LOC}/{vocabulary}/{term}",
    )
