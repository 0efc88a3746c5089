"""XML to TrustedList (ETSI TS 119 612): one bad service or certificate never ends the reading.

NOTE: own code beside pyHanko's `qualified.eutl_parse`, which keeps only states that are granted,
so no history before July 2016, leaves out services that were taken over, has no words for another
party's list (MRA) and no form that a cache could keep. docs/decisions says what was measured.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from fhvalidate.conclusion import Finding
from fhvalidate.errors import Asn1Error, TrustedListError
from fhvalidate.trust.list_criteria import read_qualifications
from fhvalidate.trust.lists import (
    CA_QC,
    MAX_LIST_SIZE,
    QTST,
    ListedCertificate,
    Service,
    ServiceState,
    TrustedList,
)
from fhvalidate.trust.mutual_recognition import read_equivalences
from fhvalidate.x509.certificate import Certificate, read_certificate

MAX_POINTERS = 500  # in a list of lists; the EU's has about 60
MAX_SERVICES = 20_000  # in one list; real ones have up to 400
MAX_STATES = 200  # of one service; real histories have up to 20
MAX_FINDINGS = 100  # of one list

NAMESPACES = {
    "tsl": "http://uri.etsi.org/02231/v2#",
    "add": "http://uri.etsi.org/02231/v2/additionaltypes#",
    "sie": "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#",
}
_TYPE = f"{{{NAMESPACES['tsl']}}}ServiceTypeIdentifier"
LIST_OF_LISTS = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists"
XML_TYPE = "application/vnd.etsi.tsl+xml"

# Understood, or irrelevant to whether a service is qualified, even when marked critical.
_KNOWN_EXTENSIONS = frozenset(
    {
        "Qualifications",
        "AdditionalServiceInformation",
        "ExpiredCertsRevocationInfo",
        "TakenOverBy",
        "AcquiredBy",
    }
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a list of lists says that another list is, and who signs it.

    Attributes:
        equivalences: how a list of another party is to be read (mutual recognition).
    """

    territory: str
    location: str
    list_type: str
    media_type: str
    signers: tuple[bytes, ...] = field(repr=False)
    element: Any = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ListHead:
    """What the scheme information of a list says (TS 119 612, 5.3)."""

    territory: str
    list_type: str
    sequence: int
    issued: datetime
    next_update: datetime | None
    information: tuple[str, ...]
    pointers: tuple[Pointer, ...]


@dataclass(slots=True)
class _Reading:
    """What comes up while one list is read."""

    territory: str
    relevant: frozenset[str]
    certificates: dict[str, ListedCertificate]
    findings: list[Finding]

    def note(self, finding: Finding) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(finding)


def parse_xml(data: bytes) -> Any:
    """The root element; entities, DTDs and the network are out of reach.

    Raises:
        TrustedListError: the bytes are no trusted list.
    """
    if len(data) > MAX_LIST_SIZE:
        raise TrustedListError("too large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise TrustedListError("not XML") from error
    if root.getroottree().docinfo.doctype or not str(root.tag).endswith("TrustServiceStatusList"):
        raise TrustedListError("not a trusted list")
    return root


def read_head(root: Any) -> ListHead:
    """The scheme information of the list.

    Raises:
        TrustedListError: a part that every list must have is missing or malformed.
    """
    scheme = root.find("tsl:SchemeInformation", NAMESPACES)
    if scheme is None:
        raise TrustedListError("no scheme information")
    issued = moment(_text(scheme, "tsl:ListIssueDateTime"))
    if issued is None:
        raise TrustedListError("no issue date")
    number = _text(scheme, "tsl:TSLSequenceNumber")
    pointers = scheme.findall("tsl:PointersToOtherTSL/tsl:OtherTSLPointer", NAMESPACES)
    uris = scheme.findall("tsl:SchemeInformationURI/tsl:URI", NAMESPACES)
    return ListHead(
        territory=_text(scheme, "tsl:SchemeTerritory"),
        list_type=_text(scheme, "tsl:TSLType"),
        sequence=int(number) if number.isascii() and number.isdigit() and len(number) < 20 else 0,  # noqa: PLR2004
        issued=issued,
        next_update=moment(_text(scheme, "tsl:NextUpdate/tsl:dateTime")),
        information=tuple((uri.text or "").strip() for uri in uris),
        pointers=tuple(_pointer(item) for item in pointers[:MAX_POINTERS]),
    )


def read_list(
    root: Any, pointer: Pointer | None, data: bytes
) -> tuple[TrustedList, dict[str, ListedCertificate], tuple[Finding, ...]]:
    """The list, its certificates by SHA-256, and what was wrong with single services.

    Services that were never of a qualified type are passed over.

    Raises:
        TrustedListError: the list's head cannot be read.
    """
    head = read_head(root)
    territory = head.territory if pointer is None else pointer.territory
    equivalences = () if pointer is None else read_equivalences(pointer.element)
    foreign = frozenset(uri for item in equivalences for uri in item.types)
    reading = _Reading(territory, frozenset({CA_QC, QTST}) | foreign, {}, [])
    providers = root.findall("tsl:TrustServiceProviderList/tsl:TrustServiceProvider", NAMESPACES)
    services = tuple(_services(providers, reading))
    trusted_list = TrustedList(
        territory=territory,
        sequence=head.sequence,
        issued=head.issued,
        next_update=head.next_update,
        sha256=hashlib.sha256(data).hexdigest(),
        services=services,
        equivalences=equivalences,
    )
    return trusted_list, reading.certificates, tuple(reading.findings)


def moment(text: str) -> datetime | None:
    """The time that an xsd:dateTime names, in UTC; None when it names none."""
    try:
        found = datetime.fromisoformat(text.strip())
        found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def certificates_in(element: Any) -> Iterator[bytes]:
    """The DER of each X509Certificate below the element; what is not base64 is passed over."""
    for item in element.iter(f"{{{NAMESPACES['tsl']}}}X509Certificate"):
        try:
            yield base64.b64decode("".join((item.text or "").split()), validate=True)
        except (binascii.Error, ValueError):
            yield b""


def _pointer(item: Any) -> Pointer:
    identities = item.find("tsl:ServiceDigitalIdentities", NAMESPACES)
    return Pointer(
        territory=_text(item, ".//tsl:SchemeTerritory"),
        location=_text(item, "tsl:TSLLocation"),
        list_type=_text(item, ".//tsl:TSLType"),
        media_type=_text(item, ".//add:MimeType"),
        signers=() if identities is None else tuple(certificates_in(identities)),
        element=item,
    )


def _services(providers: Iterable[Any], reading: _Reading) -> Iterator[Service]:
    count = 0
    for provider in providers:
        name = _name(provider.find("tsl:TSPInformation/tsl:TSPName", NAMESPACES))
        for item in provider.findall("tsl:TSPServices/tsl:TSPService", NAMESPACES):
            count += 1
            if count > MAX_SERVICES:
                reading.note(_bad(reading, name, "too many services"))
                return
            kinds = {(kind.text or "").strip() for kind in item.iter(_TYPE)}
            if not kinds & reading.relevant:
                continue  # never qualified for anything that is asked here
            states = tuple(_states(item, reading))
            if states:
                yield Service(name, states)


def _states(service: Any, reading: _Reading) -> Iterator[ServiceState]:
    """The current state and those before it, each until the next began, newest first."""
    current = service.find("tsl:ServiceInformation", NAMESPACES)
    if current is None:
        reading.note(_bad(reading, "", "no service information"))
        return
    older = service.findall("tsl:ServiceHistory/tsl:ServiceHistoryInstance", NAMESPACES)
    # A history instance need not repeat the certificates (5.6.3): the key is the same throughout.
    shared = _certificates((current, *older[:MAX_STATES]), reading)
    dated = []
    for item in (current, *older[:MAX_STATES]):
        since = moment(_text(item, "tsl:StatusStartingTime"))
        if since is None:
            name = _name(item.find("tsl:ServiceName", NAMESPACES))
            reading.note(_bad(reading, name, "no status starting time"))
            if item is current:
                return  # nobody can say until when the older ones hold
            continue
        dated.append((since, item))
    dated.sort(key=lambda pair: pair[0], reverse=True)
    until: datetime | None = None
    for since, item in dated:
        yield _state(item, since, until, shared, reading)
        until = since


def _state(
    item: Any,
    since: datetime,
    until: datetime | None,
    certificates: tuple[str, ...],
    reading: _Reading,
) -> ServiceState:
    extensions = item.findall("tsl:ServiceInformationExtensions/tsl:Extension", NAMESPACES)
    name = _name(item.find("tsl:ServiceName", NAMESPACES))
    children = [(extension, child) for extension in extensions for child in extension]
    unknown = any(
        extension.get("Critical", "").lower() in ("true", "1")
        and etree.QName(child).localname not in _KNOWN_EXTENSIONS
        for extension, child in children
        if isinstance(child.tag, str)
    )
    if unknown:
        reading.note(_bad(reading, name, "unknown critical extension"))
    return ServiceState(
        type=_text(item, "tsl:ServiceTypeIdentifier"),
        name=name,
        status=_text(item, "tsl:ServiceStatus"),
        since=since,
        until=until,
        certificates=certificates,
        additional=tuple(
            _text(child, "tsl:URI")
            for _, child in children
            if child.tag == f"{{{NAMESPACES['tsl']}}}AdditionalServiceInformation"
        ),
        qualifications=tuple(
            read_qualifications(
                child
                for _, child in children
                if child.tag == f"{{{NAMESPACES['sie']}}}Qualifications"
            )
        ),
        unknown_critical=unknown,
    )


def _certificates(items: Iterable[Any], reading: _Reading) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for item in items:
        identity = item.find("tsl:ServiceDigitalIdentity", NAMESPACES)
        for der in () if identity is None else certificates_in(identity):
            certificate = _certificate(der)
            if certificate is None:
                name = _name(item.find("tsl:ServiceName", NAMESPACES))
                reading.note(_bad(reading, name, "unreadable certificate"))
                continue
            listed = ListedCertificate(certificate.der, certificate.subject_key)
            reading.certificates[certificate.sha256] = listed
            found[certificate.sha256] = None
    return tuple(found)


def _certificate(der: bytes) -> Certificate | None:
    try:
        return read_certificate(der)
    except Asn1Error:
        return None


def _bad(reading: _Reading, service: str, reason: str) -> Finding:
    return Finding.warning(
        "trusted-list-service-unreadable",
        "TS 119 612, 5.5",
        territory=reading.territory,
        service=service,
        reason=reason,
    )


def _text(element: Any, path: str) -> str:
    found = element.find(path, NAMESPACES)
    return "" if found is None or found.text is None else str(found.text).strip()


def _name(element: Any) -> str:
    """The name in English, else the first."""
    if element is None:
        return ""
    names = element.findall("tsl:Name", NAMESPACES)
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    chosen = next((name for name in names if name.get(language) == "en"), None)
    chosen = names[0] if chosen is None and names else chosen
    return "" if chosen is None else " ".join((chosen.text or "").split())
