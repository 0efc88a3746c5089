"""What path validation asks of one certificate: its extensions, each read once (RFC 5280, 4.2)."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from asn1crypto import core, x509

from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import CERTIFICATES_KEPT, Certificate
from fhvalidate.x509.certificates.certificate_extensions import (
    BASIC_CONSTRAINTS,
    CERTIFICATE_POLICIES,
    EXTENDED_KEY_USAGE,
    KEY_USAGE,
    check_size,
)
from fhvalidate.x509.certificates.general_names import GeneralName, NameForm, general_names
from fhvalidate.x509.certificates.names import EMAIL_ADDRESS
from fhvalidate.x509.certificates.qc_statements import KNOWN_STATEMENTS, Statements
from fhvalidate.x509.paths.name_constraints import NameConstraints, read_name_constraints

SUBJECT_ALTERNATIVE_NAME = "2.5.29.17"
NAME_CONSTRAINTS = "2.5.29.30"
POLICY_MAPPINGS = "2.5.29.33"
POLICY_CONSTRAINTS = "2.5.29.36"
INHIBIT_ANY_POLICY = "2.5.29.54"
QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
# Those that this program heeds, or that ask nothing of who relies on the certificate.
PROCESSED = frozenset(
    {
        BASIC_CONSTRAINTS,
        KEY_USAGE,
        SUBJECT_ALTERNATIVE_NAME,
        NAME_CONSTRAINTS,
        CERTIFICATE_POLICIES,
        POLICY_MAPPINGS,
        POLICY_CONSTRAINTS,
        EXTENDED_KEY_USAGE,
        INHIBIT_ANY_POLICY,
        QC_STATEMENTS,
        "2.5.29.9",  # subject directory attributes
        "2.5.29.18",  # issuer alternative name
        "2.5.29.31",  # CRL distribution points
        "2.5.29.46",  # freshest CRL
        "2.5.29.56",  # noRevAvail (RFC 9608)
        "1.3.6.1.5.5.7.48.1.5",  # id-pkix-ocsp-nocheck (RFC 6960, 4.2.2.2.1)
        "0.4.0.194121.2.1",  # validity assured, short-term (EN 319 412-1, 5.2)
    }
)
# RFC 5280 has these never be critical (4.2.1.1, 4.2.1.2, 4.2.2.1).
_NEVER_CRITICAL = frozenset({"2.5.29.35", "2.5.29.14", "1.3.6.1.5.5.7.1.1"})
# SmtpUTF8Mailbox, as the type of an otherName is encoded (RFC 9598, 3).
_INTERNATIONAL_MAILBOX = bytes.fromhex("06082b06010505070809")
ANY_POLICY = "2.5.29.32.0"
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


class CertificateDefect(StrEnum):
    """Why no path may go through a certificate, whatever its place and the time."""

    DUPLICATE_EXTENSION = "duplicate-extension"
    UNKNOWN_CRITICAL = "unknown-critical-extension"
    MALFORMED_EXTENSION = "malformed-extension"
    NO_PURPOSE = "no-purpose"
    ALGORITHMS_DISAGREE = "signature-algorithms-disagree"
    NO_ISSUER = "no-issuer"
    MALFORMED_NAME = "malformed-name"


@frozen
class PathFacts:
    """What path validation asks of one certificate.

    Attributes:
        defect: what keeps any path from going through it; the first that was found.
        path_length: how many authorities may follow it; None: it does not say.
        policies: object identifiers of its certificate policies; None: it names none.
        mappings: which policy of its own stands for which of the issuer's: (issuer's, its own).
        require_explicit_policy, inhibit_policy_mapping, inhibit_any_policy: after how many
            certificates each holds; None: it does not say.
        names: those that constraints bind: the subject's, if it is not empty, and the alternatives.
    """

    defect: CertificateDefect | None
    is_authority: bool
    path_length: int | None
    policies: frozenset[str] | None
    mappings: tuple[tuple[str, str], ...]
    require_explicit_policy: int | None
    inhibit_policy_mapping: int | None
    inhibit_any_policy: int | None
    name_constraints: NameConstraints | None = field(repr=False)
    names: tuple[GeneralName, ...] = field(repr=False)


@lru_cache(maxsize=CERTIFICATES_KEPT)
def path_facts(certificate: Certificate) -> PathFacts:
    """What path validation asks of the certificate."""
    extensions = certificate.extensions
    read: dict[str, Any] = {}
    malformed = False
    for oid, reader in _READERS.items():
        value = extensions.get(oid)
        if value is not None:
            try:
                check_size(value)
                read[oid] = reader(value)
            except _MALFORMED:
                malformed = True
    constraints = read.get(BASIC_CONSTRAINTS)
    explicit, mapping = read.get(POLICY_CONSTRAINTS, (None, None))
    return PathFacts(
        defect=_defect(certificate, read, malformed=malformed),
        is_authority=constraints is not None and constraints[0],
        path_length=constraints[1] if constraints is not None else None,
        policies=read.get(CERTIFICATE_POLICIES),
        mappings=read.get(POLICY_MAPPINGS, ()),
        require_explicit_policy=explicit,
        inhibit_policy_mapping=mapping,
        inhibit_any_policy=read.get(INHIBIT_ANY_POLICY),
        name_constraints=read.get(NAME_CONSTRAINTS),
        names=_names(certificate, read.get(SUBJECT_ALTERNATIVE_NAME)),
    )


def _body(certificate: Certificate) -> Any:
    return certificate.asn1["tbs_certificate"]


def _defect(
    certificate: Certificate, read: Mapping[str, Any], *, malformed: bool
) -> CertificateDefect | None:
    extensions = certificate.extensions
    critical = {each.oid for each in extensions.all if each.is_critical}
    understood = PROCESSED
    statements = extensions.get(QC_STATEMENTS)
    if QC_STATEMENTS in critical and not _are_known_statements(statements or b""):
        understood -= {QC_STATEMENTS}
    checks = (
        (
            max(Counter(each.oid for each in extensions.all).values(), default=0) > 1,
            CertificateDefect.DUPLICATE_EXTENSION,
        ),
        (
            bool(critical - understood) or bool(critical & _NEVER_CRITICAL),
            CertificateDefect.UNKNOWN_CRITICAL,
        ),
        (
            malformed or (NAME_CONSTRAINTS in critical and not _is_authority(read)),
            CertificateDefect.MALFORMED_EXTENSION,
        ),
        (
            certificate.extended_key_usage is not None and not certificate.extended_key_usage,
            CertificateDefect.NO_PURPOSE,
        ),
        (
            not certificate.has_one_algorithm,
            CertificateDefect.ALGORITHMS_DISAGREE,
        ),
        (not certificate.issuer_key, CertificateDefect.NO_ISSUER),
        (
            not all((*certificate.subject_name, *certificate.issuer_name)),
            CertificateDefect.MALFORMED_NAME,
        ),
    )
    return next((defect for found, defect in checks if found), None)


def _is_authority(read: Mapping[str, Any]) -> bool:
    return read.get(BASIC_CONSTRAINTS, (False, None))[0] is True


def _names(
    certificate: Certificate, alternatives: tuple[GeneralName, ...] | None
) -> tuple[GeneralName, ...]:
    subject = _body(certificate)["subject"]
    own = (GeneralName(NameForm.DIRECTORY, subject.dump()),) if certificate.subject_key else ()
    if alternatives is not None:
        # RFC 9598, 6: constraints on e-mail bind internationalized addresses too.
        international = (n for n in alternatives if _INTERNATIONAL_MAILBOX in n.value)
        mailboxes = (GeneralName(NameForm.EMAIL, n.value) for n in international)
        return (*own, *alternatives, *mailboxes)
    # 4.2.1.10: without alternative names, constraints on e-mail bind the subject's own.
    emails = (e.text for part in certificate.subject_name for e in part if e.oid == EMAIL_ADDRESS)
    return (*own, *(GeneralName(NameForm.EMAIL, email.encode()) for email in emails))


def _basic_constraints(der: bytes) -> tuple[bool, int | None]:
    value = x509.BasicConstraints.load(der, strict=True)
    length = value["path_len_constraint"].native
    if length is not None and length < 0:
        raise ValueError("path length")
    return bool(value["ca"].native), length


def _policies(der: bytes) -> frozenset[str]:
    value = x509.CertificatePolicies.load(der, strict=True)
    found = [item["policy_identifier"].dotted for item in value]
    if len(set(found)) != len(found) or not found:  # 4.2.1.4: each at most once
        raise ValueError("policies")
    return frozenset(found)


def _mappings(der: bytes) -> tuple[tuple[str, str], ...]:
    value = x509.PolicyMappings.load(der, strict=True)
    return tuple(
        (item["issuer_domain_policy"].dotted, item["subject_domain_policy"].dotted)
        for item in value
    )


def _policy_constraints(der: bytes) -> tuple[int | None, int | None]:
    value = x509.PolicyConstraints.load(der, strict=True)
    return value["require_explicit_policy"].native, value["inhibit_policy_mapping"].native


def _inhibit_any(der: bytes) -> int:
    return int(core.Integer.load(der, strict=True).native)


def _are_known_statements(der: bytes) -> bool:
    """Whether every QCStatement is one that is known: all are critical when they are."""
    try:
        found = {item["id"].dotted for item in Statements.load(der, strict=True)}
    except _MALFORMED:
        return False
    return found <= KNOWN_STATEMENTS


def _key_usage(der: bytes) -> int:
    return len(x509.KeyUsage.load(der, strict=True).native)


def _extended_key_usage(der: bytes) -> int:
    return len(x509.ExtKeyUsageSyntax.load(der, strict=True).native)


_READERS: Mapping[str, Callable[[bytes], Any]] = {
    BASIC_CONSTRAINTS: _basic_constraints,
    KEY_USAGE: _key_usage,
    EXTENDED_KEY_USAGE: _extended_key_usage,
    SUBJECT_ALTERNATIVE_NAME: general_names,
    NAME_CONSTRAINTS: read_name_constraints,
    CERTIFICATE_POLICIES: _policies,
    POLICY_MAPPINGS: _mappings,
    POLICY_CONSTRAINTS: _policy_constraints,
    INHIBIT_ANY_POLICY: _inhibit_any,
}
