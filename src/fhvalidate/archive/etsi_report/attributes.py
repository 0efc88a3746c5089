"""What a signature states, and what stands beside it (TS 119 102-2, 4.2.6 and annex A)."""

from collections.abc import Iterable, Iterator

from fhvalidate.archive.etsi_report.elements import (
    Element,
    base64_of,
    boolean,
    digest,
    if_any,
    time,
    vr,
)
from fhvalidate.archive.etsi_report.known import Known
from fhvalidate.archive.etsi_report.names import oid_uri
from fhvalidate.report.details_model import (
    AttributeReport,
    ObjectKind,
    RolesReport,
    SignatureDetails,
    SigningCertificateReference,
)
from fhvalidate.report.signature_report import SignatureReport, TimestampReport
from fhvalidate.signature import Integrity, TimeStampKind

MAX_DIGITS = 18  # of a byte range that readers of XML can take for an integer


def attributes_of(signature: SignatureReport, details: SignatureDetails, known: Known) -> Element:
    """The attributes. `Signed` is told of what the signature is over, where it is unbroken."""
    elements = (
        *_in_cms(signature, details, known),
        *_time_stamps(signature, known),
        *_in_store(details, known),
        *_in_dictionary(signature, details),
    )
    return if_any(vr("SignatureAttributes", *elements))


def _signed(signature: SignatureReport) -> str | None:
    return boolean(value=True) if signature.integrity is Integrity.INTACT else None


def _in_cms(
    signature: SignatureReport, details: SignatureDetails, known: Known
) -> Iterator[Element]:
    signed = _signed(signature)
    claimed = signature.claimed_signing_time
    if claimed is not None:
        yield vr("SigningTime", time("Time", claimed.value), Signed=signed)
    if details.signing_certificate:
        yield _signing_certificate(signature, details.signing_certificate, known)
    content_type = oid_uri(details.content_type or "")
    if content_type is not None:
        yield vr("DataObjectFormat", vr("ContentType", content_type), Signed=signed)
    for commitment in details.commitments:
        uri = oid_uri(commitment.oid)
        if uri is not None:
            identifier = vr("CommitmentTypeIdentifier", uri)
            yield vr("CommitmentTypeIndication", identifier, Signed=signed)
    policy = details.signature_policy
    uri = None if policy is None else oid_uri(policy.oid or "")
    if uri is not None:
        yield vr("SigPolicyIdentifier", vr("SigPolicyId", uri), Signed=signed)
    lines = [vr("AddressString", line) for line in _place(signature, details)]
    if lines:
        yield vr("SignatureProductionPlace", *lines, Signed=signed)
    roles = [] if details.roles is None else list(_roles(details.roles))
    if roles:
        yield vr("SignerRole", *roles, Signed=signed)
    if details.message_digest is not None:
        yield vr("MessageDigest", vr("Digest", base64_of(details.message_digest)), Signed=signed)


def _signing_certificate(
    signature: SignatureReport, references: Iterable[SigningCertificateReference], known: Known
) -> Element:
    """By the certificate that matches; by what the attribute states where none does."""
    signer = None if signature.signer is None else signature.signer.certificate_sha256
    matches = any(each.digest_matches for each in references)
    found = known.reference("AttributeObject", signer) if matches else None
    stated = () if found is not None else (_certificate_id(each) for each in references)
    return vr("SigningCertificate", found, *stated, Signed=_signed(signature))


def _certificate_id(reference: SigningCertificateReference) -> Element | None:
    if reference.digest is None or reference.digest_algorithm is None:
        return None
    return vr("CertID", *digest(reference.digest_algorithm, reference.digest))


def _place(signature: SignatureReport, details: SignatureDetails) -> Iterator[str]:
    place = details.place
    stated = () if place is None else (*place.postal_address, place.locality, place.country)
    for line in (signature.location, *stated):
        if line:
            yield line


def _roles(roles: RolesReport) -> Iterator[Element]:
    """The signer's claims, and what others state: `certified`, though not verified here."""
    stated = [("claimed", each) for each in roles.claimed]
    stated += [("certified", each) for role in roles.certified for each in role.attributes]
    for endorsement, each in stated:
        yield vr(
            "RoleDetails",
            vr("Role", _role(each)),
            vr("EndorsementType", endorsement),
        )
    for assertion in roles.assertions:
        yield vr("RoleDetails", vr("Role", assertion), vr("EndorsementType", "signed"))


def _role(attribute: AttributeReport) -> str:
    return "; ".join(attribute.values) or attribute.oid


def _time_stamps(signature: SignatureReport, known: Known) -> Iterator[Element]:
    for stamp in signature.timestamps:
        if stamp.kind is TimeStampKind.CONTENT:
            yield _time_stamp("AllDataObjectsTimeStamp", stamp, known, _signed(signature))
        elif stamp.kind is TimeStampKind.SIGNATURE:
            yield _time_stamp("SignatureTimeStamp", stamp, known)
        elif stamp.kind is TimeStampKind.VRI and stamp.generation_time is not None:
            yield vr("VRI", _time_stamp("TS", stamp, known))
    for stamp in known.later.get(signature.id or "", ()):
        yield _time_stamp("DocTimeStamp", stamp, known)


def _time_stamp(
    name: str, stamp: TimestampReport, known: Known, signed: str | None = None
) -> Element | None:
    if stamp.generation_time is None:
        return None
    return vr(
        name,
        known.reference("AttributeObject", stamp.id),
        time("TimeStampValue", stamp.generation_time),
        Signed=signed,
    )


def _in_store(details: SignatureDetails, known: Known) -> Iterator[Element]:
    """What the document security store holds, and what of it it names for this signature."""
    for name, digests in (("DSS", known.stored), ("VRI", details.in_vri)):
        element = vr(
            name,
            _references("Certs", known, digests, ObjectKind.CERTIFICATE),
            _references("CRLs", known, digests, ObjectKind.CRL),
            _references("OCSPs", known, digests, ObjectKind.OCSP_RESPONSE),
        )
        if len(element):
            yield element


def _references(
    name: str, known: Known, digests: Iterable[str], kind: ObjectKind
) -> Element | None:
    return known.reference(name, *known.of_kind(digests, kind))


def _in_dictionary(signature: SignatureReport, details: SignatureDetails) -> Iterator[Element]:
    signed = _signed(signature)
    for name, value in (
        ("Reason", signature.reason),
        ("Name", details.name),
        ("ContactInfo", details.contact_info),
        ("SubFilter", signature.subfilter),
    ):
        if value:
            yield vr(name, vr(f"{name}Element", value), Signed=signed)
    numbers = [str(each) for each in signature.byte_range or ()]
    if numbers and all(len(each) <= MAX_DIGITS for each in numbers):
        yield vr("ByteRange", " ".join(numbers))
    if details.filter:
        yield vr("Filter", vr("Filter", details.filter))
