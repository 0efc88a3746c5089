"""What a certificate declares of itself: QCStatements and policies (EN 319 412-5, RFC 3739)."""

from asn1crypto import core, x509

from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import Certificate
from fhvalidate.x509.certificates.certificate_extensions import (
    CERTIFICATE_POLICIES,
    EXTENDED_KEY_USAGE,
)

QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
QC_COMPLIANCE = "0.4.0.1862.1.1"
QC_SSCD = "0.4.0.1862.1.4"
QC_TYPE = "0.4.0.1862.1.6"
QC_TYPE_SIGNATURE = "0.4.0.1862.1.6.1"
QC_TYPE_SEAL = "0.4.0.1862.1.6.2"
QC_TYPE_WEB = "0.4.0.1862.1.6.3"
QC_LEGISLATION = "0.4.0.1862.1.7"
QCP_PUBLIC = "0.4.0.1456.1.2"  # TS 101 456: qualified, without a secure device
QCP_PUBLIC_WITH_SSCD = "0.4.0.1456.1.1"
# Every statement of EN 319 412-5, RFC 3739, 3.2.6.1, and TS 119 495, 5.1.
KNOWN_STATEMENTS = frozenset(
    {
        *(f"0.4.0.1862.1.{number}" for number in range(1, 8)),
        "1.3.6.1.5.5.7.11.1",
        "1.3.6.1.5.5.7.11.2",
        "0.4.0.19495.2",
    }
)
MAX_STATEMENTS = 50  # real certificates have 3 to 6


@frozen
class Declarations:
    """What the certificate declares, believed in nothing.

    Attributes:
        statements: identifiers of its QCStatements.
        types: identifiers under QcType (signatures, seals, web sites).
        legislations: countries under QcCClegislation; empty means the EU's own.
        policies: certificate policies.
        key_usage, extended_key_usage: names and identifiers as asn1crypto has them.
        subject_attributes: identifiers of the attributes of the subject's name.
        readable: whether the QCStatements could be read.
    """

    statements: frozenset[str]
    types: frozenset[str]
    legislations: frozenset[str]
    policies: frozenset[str]
    key_usage: frozenset[str]
    extended_key_usage: frozenset[str]
    subject_attributes: frozenset[str]
    readable: bool = True


class _Statement(core.Sequence):  # type: ignore[misc]
    _fields = [("id", core.ObjectIdentifier), ("info", core.Any, {"optional": True})]  # noqa: RUF012


class Statements(core.SequenceOf):  # type: ignore[misc]
    """QCStatements (RFC 3739, 3.2.6)."""

    _child_spec = _Statement


class Identifiers(core.SequenceOf):  # type: ignore[misc]
    """A sequence of object identifiers: the value of QcType (EN 319 412-5, 4.2.3)."""

    _child_spec = core.ObjectIdentifier


class _Countries(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.PrintableString


def declarations(certificate: Certificate) -> Declarations:
    """What the certificate declares of itself."""
    extensions = certificate.extensions
    statements, types, legislations, readable = _statements(extensions.get(QC_STATEMENTS))
    return Declarations(
        statements=statements,
        types=types,
        legislations=legislations,
        policies=_policies(certificate),
        key_usage=certificate.key_usage or frozenset(),
        extended_key_usage=extensions.read(EXTENDED_KEY_USAGE, _purposes) or frozenset(),
        subject_attributes=certificate.subject_types,
        readable=readable,
    )


def _statements(
    extension: bytes | None,
) -> tuple[frozenset[str], frozenset[str], frozenset[str], bool]:
    if extension is None:
        return frozenset(), frozenset(), frozenset(), True
    found: set[str] = set()
    types: set[str] = set()
    legislations: set[str] = set()
    try:
        items = list(Statements.load(extension))[:MAX_STATEMENTS]
        for item in items:
            identifier = item["id"].dotted
            found.add(identifier)
            if identifier == QC_TYPE:
                types |= {o.dotted for o in Identifiers.load(item["info"].dump())}
            if identifier == QC_LEGISLATION:
                legislations |= {c.native for c in _Countries.load(item["info"].dump())}
    except (ValueError, TypeError, KeyError, AttributeError):
        return frozenset(found), frozenset(types), frozenset(legislations), False
    return frozenset(found), frozenset(types), frozenset(legislations), True


def _purposes(value: bytes) -> frozenset[str]:
    return frozenset(purpose.dotted for purpose in x509.ExtKeyUsageSyntax.load(value))


def _policies(certificate: Certificate) -> frozenset[str]:
    def policies(value: bytes) -> frozenset[str]:
        found = x509.CertificatePolicies.load(value)
        return frozenset(item["policy_identifier"].dotted for item in found)

    return certificate.extensions.read(CERTIFICATE_POLICIES, policies) or frozenset()
