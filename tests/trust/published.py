"""Trusted lists as a scheme operator publishes them: XML, signed, in memory."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from lxml import etree
from signxml.algorithms import SignatureMethod
from signxml.xades.xades import XAdESSigner

from tests.pki import EPOCH, Authority, Identity
from tests.pki.people import organisation_name
from tests.pki.profile import PERSON

ISSUED = EPOCH - timedelta(days=10)
NEXT_UPDATE = EPOCH + timedelta(days=170)
GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"
WITHDRAWN = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn"
CA_QC = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC"
LOTL_TYPE = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists"
LIST_TYPE = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric"


@dataclass(frozen=True, kw_only=True)
class State:
    """One status of a service."""

    status: str = GRANTED
    since: datetime = EPOCH - timedelta(days=1000)
    extensions: str = ""


@dataclass(frozen=True, kw_only=True)
class Offered:
    """One service of a list, its states newest first."""

    certificate: bytes
    states: Sequence[State] = (State(),)
    type: str = CA_QC
    name: str = "Exempel-CA för kvalificerade certifikat"


@dataclass(frozen=True, kw_only=True)
class Points:
    """A pointer to another list."""

    territory: str
    location: str
    signers: Sequence[Identity]
    type: str = LIST_TYPE


@dataclass(frozen=True, kw_only=True)
class Published:
    """What a list says."""

    territory: str = "SE"
    type: str = LIST_TYPE
    services: Sequence[Offered] = ()
    pointers: Sequence[Points] = ()
    information: Sequence[str] = ()
    sequence: int = 1
    issued: datetime = ISSUED
    next_update: datetime | None = NEXT_UPDATE
    scheme_extensions: str = ""
    provider_extensions: str = ""
    extra: dict[str, str] = field(default_factory=dict)


def list_signer(name: str = "Exempelmyndigheten, förteckningar") -> Identity:
    """A scheme operator's certificate."""
    subject = organisation_name(name, "Exempelmyndigheten")
    return Authority.root().issue(subject, PERSON)


def signed(what: Published, signer: Identity) -> bytes:
    """The list, signed with enveloped XAdES as TS 119 612, annex B, asks."""
    root = etree.fromstring(unsigned(what).encode())
    key = signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    certificate = signer.certificate.public_bytes(Encoding.PEM).decode()
    signer_for_xml = XAdESSigner(
        signature_algorithm=SignatureMethod.ECDSA_SHA256,
        c14n_algorithm="http://www.w3.org/2006/12/xml-c14n11",
    )
    result = signer_for_xml.sign(root, key=key, cert=certificate)
    return bytes(etree.tostring(result))


def unsigned(what: Published) -> str:
    """The XML before it is signed."""
    services = "".join(_service(item) for item in what.services)
    pointers = "".join(_pointer(item) for item in what.pointers)
    uris = "".join(f'<URI xml:lang="en">{uri}</URI>' for uri in what.information)
    until = f"<dateTime>{_time(what.next_update)}</dateTime>" if what.next_update else ""
    providers = (
        "<TrustServiceProviderList><TrustServiceProvider><TSPInformation><TSPName>"
        '<Name xml:lang="en">Exempelmyndigheten</Name></TSPName>'
        f"{_extensions('TSPInformationExtensions', what.provider_extensions)}</TSPInformation>"
        f"<TSPServices>{services}</TSPServices></TrustServiceProvider></TrustServiceProviderList>"
    )
    return (
        '<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#" '
        'xmlns:add="http://uri.etsi.org/02231/v2/additionaltypes#" '
        'xmlns:sie="http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#" '
        'xmlns:xades="http://uri.etsi.org/01903/v1.3.2#"><SchemeInformation>'
        f"<TSLSequenceNumber>{what.sequence}</TSLSequenceNumber><TSLType>{what.type}</TSLType>"
        f"<SchemeInformationURI>{uris}</SchemeInformationURI>"
        f"<SchemeTerritory>{what.territory}</SchemeTerritory>"
        f"<PointersToOtherTSL>{pointers}</PointersToOtherTSL>"
        f"<ListIssueDateTime>{_time(what.issued)}</ListIssueDateTime>"
        f"<NextUpdate>{until}</NextUpdate>"
        f"{_extensions('SchemeExtensions', what.scheme_extensions)}</SchemeInformation>"
        f"{providers if what.services else ''}</TrustServiceStatusList>"
    )


def certificate_element(der: bytes) -> str:
    text = base64.b64encode(der).decode()
    return f"<DigitalId><X509Certificate>{text}</X509Certificate></DigitalId>"


def der_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def _service(item: Offered) -> str:
    current, *older = (_state(item, state) for state in item.states)
    history = "".join(f"<ServiceHistoryInstance>{x}</ServiceHistoryInstance>" for x in older)
    return (
        f"<TSPService><ServiceInformation>{current}</ServiceInformation>"
        f"<ServiceHistory>{history}</ServiceHistory></TSPService>"
    )


def _state(item: Offered, state: State) -> str:
    return (
        f"<ServiceTypeIdentifier>{item.type}</ServiceTypeIdentifier>"
        f'<ServiceName><Name xml:lang="en">{item.name}</Name></ServiceName>'
        f"<ServiceDigitalIdentity>{certificate_element(item.certificate)}</ServiceDigitalIdentity>"
        f"<ServiceStatus>{state.status}</ServiceStatus>"
        f"<StatusStartingTime>{_time(state.since)}</StatusStartingTime>"
        f"<ServiceInformationExtensions>{state.extensions}</ServiceInformationExtensions>"
    )


def _extensions(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>" if content else ""


def _pointer(item: Points) -> str:
    elements = (certificate_element(der_of(signer.certificate)) for signer in item.signers)
    signers = "".join(
        f"<ServiceDigitalIdentity>{element}</ServiceDigitalIdentity>" for element in elements
    )
    information = "".join(
        f"<OtherInformation>{text}</OtherInformation>"
        for text in (
            f"<TSLType>{item.type}</TSLType>",
            f"<SchemeTerritory>{item.territory}</SchemeTerritory>",
            "<add:MimeType>application/vnd.etsi.tsl+xml</add:MimeType>",
        )
    )
    return (
        f"<OtherTSLPointer><ServiceDigitalIdentities>{signers}</ServiceDigitalIdentities>"
        f"<TSLLocation>{item.location}</TSLLocation>"
        f"<AdditionalInformation>{information}</AdditionalInformation></OtherTSLPointer>"
    )


def _time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
