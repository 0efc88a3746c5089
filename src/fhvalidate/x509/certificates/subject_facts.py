"""What a signing certificate says of its subject beyond the name: attributes, types, contexts."""

from dataclasses import field
from functools import lru_cache

from asn1crypto import core

from fhvalidate.frozen import frozen
from fhvalidate.x509.certificates.certificate import CERTIFICATES_KEPT, Certificate
from fhvalidate.x509.certificates.general_names import NameForm, general_names
from fhvalidate.x509.certificates.qc_statements import (
    QC_STATEMENTS,
    QC_TYPE,
    Identifiers,
    Statements,
)

# RFC 7773, 2: id-ce-authContext is 1.2.752.201.5.1.
AUTHENTICATION_CONTEXTS = "1.2.752.201.5.1"
SUBJECT_ALTERNATIVE_NAME = "2.5.29.17"

# A certificate has one context; real XML has 2 to 4 kB.
MAX_CONTEXTS = 8
MAX_CONTEXT_SIZE = 65_536  # bytes

# Subjects have 5 to 8 attributes; a longer list is not looked at further.
MAX_ATTRIBUTES = 64


class _Context(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [  # noqa: RUF012
        ("context_type", core.UTF8String),
        ("context_info", core.UTF8String, {"optional": True}),
    ]


class _Contexts(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Context


@frozen
class ContextInfo:
    """One authentication context (RFC 7773, 2): its type's URI and its text, unread."""

    type: str
    info: str = field(repr=False)


@frozen
class SubjectFacts:
    """What a certificate says of its subject.

    Attributes:
        attributes: of the distinguished name, as (OID, text), in order.
        emails: the alternative names that are e-mail addresses.
        qualified_types: the QcType OIDs (EN 319 412-5, 4.2.3).
        contexts: the authentication contexts.
        contexts_unreadable: whether there is a contexts extension that cannot be read.
    """

    attributes: tuple[tuple[str, str], ...] = field(repr=False)
    emails: tuple[str, ...] = field(repr=False)
    qualified_types: frozenset[str]
    contexts: tuple[ContextInfo, ...]
    contexts_unreadable: bool

    def attribute(self, oid: str) -> str | None:
        """The first attribute of that type; None when there is none."""
        return next((value for kind, value in self.attributes if kind == oid), None)


@lru_cache(maxsize=CERTIFICATES_KEPT)
def read_subject_facts(certificate: Certificate) -> SubjectFacts:
    """What the certificate says of its subject; what cannot be read is left out."""
    extensions = certificate.extensions
    contexts, unreadable = _contexts(extensions.get(AUTHENTICATION_CONTEXTS))
    return SubjectFacts(
        attributes=tuple(
            (each.oid, each.text) for part in certificate.subject_name for each in part
        )[:MAX_ATTRIBUTES],
        emails=_emails(extensions.get(SUBJECT_ALTERNATIVE_NAME)),
        qualified_types=_qualified_types(extensions.get(QC_STATEMENTS)),
        contexts=contexts,
        contexts_unreadable=unreadable,
    )


def _contexts(value: bytes | None) -> tuple[tuple[ContextInfo, ...], bool]:
    if value is None:
        return (), False
    if len(value) > MAX_CONTEXTS * MAX_CONTEXT_SIZE:
        return (), True
    try:
        found = [
            ContextInfo(item["context_type"].native, item["context_info"].native or "")
            for item in _Contexts.load(value, strict=True)
        ]
    except (ValueError, TypeError, KeyError):
        return (), True
    kept = tuple(item for item in found if len(item.info) <= MAX_CONTEXT_SIZE)[:MAX_CONTEXTS]
    return kept, len(kept) < len(found)


def _qualified_types(value: bytes | None) -> frozenset[str]:
    if value is None:
        return frozenset()
    try:
        return frozenset(
            kind.dotted
            for statement in Statements.load(value)
            if statement["id"].dotted == QC_TYPE
            for kind in Identifiers.load(statement["info"].dump())
        )
    except (ValueError, TypeError, KeyError):
        return frozenset()


def _emails(value: bytes | None) -> tuple[str, ...]:
    if value is None:
        return ()
    try:
        found = [name.text for name in general_names(value) if name.form is NameForm.EMAIL]
    except ValueError:
        return ()
    return tuple(found[:MAX_ATTRIBUTES])
