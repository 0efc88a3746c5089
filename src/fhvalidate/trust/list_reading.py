"""XML to TrustedList (ETSI TS 119 612): one bad service or certificate never ends the reading.

NOTE: own code beside pyHanko's `qualified.eutl_parse`, which keeps only states that are granted,
so no history before July 2016, leaves out services that were taken over, has no words for another
party's list (MRA) and no form that a cache could keep. docs/decisions says what was measured.
"""

import hashlib
from dataclasses import field
from datetime import datetime
from typing import Any

from fhvalidate.conclusion import Finding
from fhvalidate.errors import TrustedListError
from fhvalidate.frozen import frozen
from fhvalidate.trust.list_extensions import unknown_critical
from fhvalidate.trust.list_services import ServiceReading, read_services
from fhvalidate.trust.list_xml import NAMESPACES, certificates_in, moment, text_of
from fhvalidate.trust.lists import (
    CA_QC,
    QTST,
    ListedCertificate,
    TrustedList,
)
from fhvalidate.trust.mutual_recognition import read_equivalences

MAX_POINTERS = 500  # in a list of lists; the EU's has about 60


LIST_OF_LISTS = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists"
XML_TYPE = "application/vnd.etsi.tsl+xml"


@frozen
class Pointer:
    """Where a list of lists says that another list is, and who signs it.

    Attributes:
        element: the pointer's XML, of which a mutual recognition is read.
    """

    territory: str
    location: str
    list_type: str
    media_type: str
    signers: tuple[bytes, ...] = field(repr=False)
    element: Any = field(repr=False, compare=False)


@frozen
class ListHead:
    """What the scheme information of a list says (TS 119 612, 5.3).

    Attributes:
        unknown_critical: critical extensions for which the whole list is not believed (5.3.17).
    """

    territory: str
    list_type: str
    sequence: int
    issued: datetime
    next_update: datetime | None
    information: tuple[str, ...]
    pointers: tuple[Pointer, ...]
    unknown_critical: tuple[str, ...] = ()


def read_head(root: Any) -> ListHead:
    """The scheme information of the list.

    Raises:
        TrustedListError: a part that every list must have is missing or malformed.
    """
    scheme = root.find("tsl:SchemeInformation", NAMESPACES)
    if scheme is None:
        raise TrustedListError("no scheme information")
    issued = moment(text_of(scheme, "tsl:ListIssueDateTime"))
    if issued is None:
        raise TrustedListError("no issue date")
    number = text_of(scheme, "tsl:TSLSequenceNumber")
    pointers = scheme.findall("tsl:PointersToOtherTSL/tsl:OtherTSLPointer", NAMESPACES)
    uris = scheme.findall("tsl:SchemeInformationURI/tsl:URI", NAMESPACES)
    return ListHead(
        territory=text_of(scheme, "tsl:SchemeTerritory"),
        list_type=text_of(scheme, "tsl:TSLType"),
        sequence=int(number) if number.isascii() and number.isdigit() and len(number) < 20 else 0,  # noqa: PLR2004
        issued=issued,
        next_update=moment(text_of(scheme, "tsl:NextUpdate/tsl:dateTime")),
        information=tuple((uri.text or "").strip() for uri in uris),
        pointers=tuple(_pointer(item) for item in pointers[:MAX_POINTERS]),
        unknown_critical=unknown_critical(scheme, "SchemeExtensions"),
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
    reading = ServiceReading(territory, frozenset({CA_QC, QTST}) | foreign, {}, [])
    providers = root.findall("tsl:TrustServiceProviderList/tsl:TrustServiceProvider", NAMESPACES)
    services = tuple(read_services(providers, reading))
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


def _pointer(item: Any) -> Pointer:
    identities = item.find("tsl:ServiceDigitalIdentities", NAMESPACES)
    return Pointer(
        territory=text_of(item, ".//tsl:SchemeTerritory"),
        location=text_of(item, "tsl:TSLLocation"),
        list_type=text_of(item, ".//tsl:TSLType"),
        media_type=text_of(item, ".//add:MimeType"),
        signers=() if identities is None else tuple(certificates_in(identities)),
        element=item,
    )
