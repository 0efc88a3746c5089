"""The services of a trusted list and their histories (ETSI TS 119 612, 5.5 and 5.6).

One bad service or certificate never ends the reading.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fhvalidate.conclusion import Finding
from fhvalidate.errors import Asn1Error
from fhvalidate.trust.list_criteria import read_qualifications
from fhvalidate.trust.list_extensions import (
    ADDITIONAL,
    QUALIFICATIONS,
    extensions_in,
    unknown_critical,
)
from fhvalidate.trust.list_xml import NAMESPACES, certificates_in, moment, name_in, text_of
from fhvalidate.trust.lists import ListedCertificate, Service, ServiceState
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate

MAX_SERVICES = 20_000  # in one list; real ones have up to 400
MAX_STATES = 200  # of one service; real histories have up to 20
MAX_FINDINGS = 100  # of one list

_OF_PROVIDER = "TSPInformationExtensions"
_OF_SERVICE = "ServiceInformationExtensions"
_TYPE = f"{{{NAMESPACES['tsl']}}}ServiceTypeIdentifier"


@dataclass(slots=True)
class ServiceReading:
    """What comes up while the services of one list are read."""

    territory: str
    relevant: frozenset[str]
    certificates: dict[str, ListedCertificate]
    findings: list[Finding]

    def note(self, finding: Finding) -> None:
        """Keeps the finding, as long as there are few."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(finding)


def read_services(providers: Iterable[Any], reading: ServiceReading) -> Iterator[Service]:
    """The services that were ever of a relevant type; what is wrong with one is noted."""
    count = 0
    for provider in providers:
        information = provider.find("tsl:TSPInformation", NAMESPACES)
        name = "" if information is None else name_in(information.find("tsl:TSPName", NAMESPACES))
        # 5.4.5: what the provider's own extensions say, they say of all its services.
        named = () if information is None else unknown_critical(information, _OF_PROVIDER)
        if named:
            reading.note(_not_believed(reading, name, named))
        for item in provider.findall("tsl:TSPServices/tsl:TSPService", NAMESPACES):
            count += 1
            if count > MAX_SERVICES:
                reading.note(_bad(reading, name, "too many services"))
                return
            kinds = {(kind.text or "").strip() for kind in item.iter(_TYPE)}
            if not kinds & reading.relevant:
                continue  # never qualified for anything that is asked here
            states = tuple(_states(item, reading))
            if named or _is_unknown(item):
                states = tuple(replace(state, unknown_critical=True) for state in states)
            if states:
                yield Service(name, states)


def _is_unknown(service: Any) -> bool:
    """Whether the current entry has an extension because of which nothing of it is believed.

    One in the history concerns that part of the history alone (5.6.6).
    """
    current = service.find("tsl:ServiceInformation", NAMESPACES)
    return current is not None and bool(unknown_critical(current, _OF_SERVICE))


def _states(service: Any, reading: ServiceReading) -> Iterator[ServiceState]:
    """The current state and those before it, each until the next began, newest first."""
    current = service.find("tsl:ServiceInformation", NAMESPACES)
    if current is None:
        reading.note(_bad(reading, "", "no service information"))
        return
    older = service.findall("tsl:ServiceHistory/tsl:ServiceHistoryInstance", NAMESPACES)
    # A history instance need not repeat the certificates (5.6.3): the key is the same throughout.
    shared = _certificates((current, *older[:MAX_STATES]), reading)
    dated: list[tuple[datetime, Any]] = []
    for item in (current, *older[:MAX_STATES]):
        since = moment(text_of(item, "tsl:StatusStartingTime"))
        if since is None:
            name = name_in(item.find("tsl:ServiceName", NAMESPACES))
            reading.note(_bad(reading, name, "no status starting time"))
            if item is current:
                return  # nobody can say until when the older ones hold
            continue
        if dated and since > dated[0][0]:
            # The current status is the newest: a history that goes beyond it is none (5.6.5).
            reading.note(_bad(reading, "", "history later than the current status"))
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
    reading: ServiceReading,
) -> ServiceState:
    name = name_in(item.find("tsl:ServiceName", NAMESPACES))
    unknown = unknown_critical(item, _OF_SERVICE)
    if unknown:
        reading.note(_not_believed(reading, name, unknown))
    contents = [child for ext in extensions_in(item, _OF_SERVICE) for child in ext]
    return ServiceState(
        type=text_of(item, "tsl:ServiceTypeIdentifier"),
        name=name,
        status=text_of(item, "tsl:ServiceStatus"),
        since=since,
        until=until,
        certificates=certificates,
        additional=tuple(
            text_of(child, "tsl:URI") for child in contents if child.tag == ADDITIONAL
        ),
        qualifications=tuple(
            read_qualifications(child for child in contents if child.tag == QUALIFICATIONS)
        ),
        unknown_critical=bool(unknown),
    )


def _certificates(items: Iterable[Any], reading: ServiceReading) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for item in items:
        identity = item.find("tsl:ServiceDigitalIdentity", NAMESPACES)
        for der in () if identity is None else certificates_in(identity):
            certificate = _certificate(der)
            if certificate is None:
                name = name_in(item.find("tsl:ServiceName", NAMESPACES))
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


def _bad(reading: ServiceReading, service: str, reason: str) -> Finding:
    return Finding.warning(
        "trusted-list-service-unreadable",
        "TS 119 612, 5.5",
        territory=reading.territory,
        service=service,
        reason=reason,
    )


def _not_believed(reading: ServiceReading, service: str, names: tuple[str, ...]) -> Finding:
    return Finding.warning(
        "trusted-list-critical-extension",
        "TS 119 612, 5.5.9",
        territory=reading.territory,
        service=service,
        extensions=names,
    )
