"""What the payload of a bundle says, read strictly by type: it may be made by anybody."""

import hashlib
from collections.abc import Mapping
from typing import Any

from fhvalidate.archive.bundle.contents import ANCHOR, Made
from fhvalidate.archive.bundle.records import (
    DOCUMENT,
    MANIFEST,
    POLICY,
    REPORT,
    DataRecord,
    Manifest,
    NamedFile,
    RoundRecord,
    TrustRecord,
)
from fhvalidate.conclusion import Finding
from fhvalidate.errors import Asn1Error, FhvalidateError, UsageError
from fhvalidate.evidence import Evidence
from fhvalidate.fetch.evidence import Gathered
from fhvalidate.fetch.recording import Round
from fhvalidate.poe import HeldSince
from fhvalidate.policy import Policy
from fhvalidate.reconcile.knowledge import Knowledge
from fhvalidate.report.finding_words import finding_in_words
from fhvalidate.report.model import Report
from fhvalidate.report.reading import read_value
from fhvalidate.report.reading_values import NotOfThisKindError
from fhvalidate.trust.anchors import TrustAnchors
from fhvalidate.trust.list_cache import loads_lists
from fhvalidate.trust.lists import TrustedLists
from fhvalidate.validation_data import Origin, ValidationData
from fhvalidate.x509.certificates.certificate import Certificate, read_certificate
from fhvalidate.x509.paths.path_inputs import PathInputs
from fhvalidate.x509.revocation.answers import RevocationData

Payload = Mapping[str, bytes]


def read_manifest(payload: Payload) -> Manifest:
    """The manifest, whose files are there and are those of their digests.

    Raises:
        UsageError: `bundle-file-missing`, `bundle-file-extra`, `bundle-malformed`: another format,
            or not as this program writes it; `bundle-file-changed`.
    """
    if MANIFEST not in payload:
        raise UsageError("bundle-file-missing", file=MANIFEST)
    manifest: Manifest = _value(Manifest, payload, MANIFEST)
    named = {each.file: each.sha256 for each in (manifest.report, manifest.policy)}
    named |= {each.file: each.sha256 for each in (*manifest.lists, *manifest.knowledge)}
    named |= {item.file: item.sha256 for item in manifest.items}
    named |= {f"{ANCHOR}{sha256}.crt": sha256 for sha256 in manifest.trust.certificates}
    if manifest.document.file is not None:
        named[manifest.document.file] = manifest.document.sha256
    fixed = (manifest.report.file, manifest.policy.file, manifest.document.file or DOCUMENT)
    agree = manifest.document_sha256 == manifest.document.sha256
    if fixed != (REPORT, POLICY, DOCUMENT) or not agree:
        raise UsageError("bundle-malformed", file=MANIFEST)
    for file, sha256 in named.items():
        if file not in payload:
            raise UsageError("bundle-file-missing", file=file)
        if hashlib.sha256(payload[file]).hexdigest() != sha256:
            raise UsageError("bundle-file-changed", file=file, manifest=MANIFEST)
    extra = payload.keys() - named.keys() - {MANIFEST}
    if extra:
        raise UsageError("bundle-file-extra", file=min(extra))
    return manifest


def read_made(payload: Payload, manifest: Manifest) -> Made:
    """The report of the bundle, and all that it was made with.

    Raises:
        UsageError: `bundle-malformed`, `report-newer` and what else `Report.from_json` raises.
    """
    held = manifest.held_since
    rounds = tuple(_round(each, payload) for each in manifest.rounds)
    report = Report.from_json(payload[REPORT])
    said = (manifest.tool, manifest.validation_time, manifest.produced_at)
    if said != (report.tool, report.validation_time, report.produced_at):
        raise UsageError("bundle-malformed", file=MANIFEST)
    return Made(
        report=report,
        document=payload.get(DOCUMENT),
        trust=_trust(manifest.trust, manifest.lists, payload),
        policy=_value(Policy, payload, POLICY),
        evidence=Evidence(
            _data(manifest.supplied, payload, Origin.SUPPLIED), _checked(manifest.supplied.findings)
        ),
        knowledge=_knowledge(manifest.knowledge, payload),
        options=manifest.options,
        held_since=None if held is None else HeldSince(held.time, held.sha256),
        rounds=rounds,
        tried=manifest.pdf_a,
    )


def _value(kind: type, payload: Payload, file: str) -> Any:
    try:
        return read_value(kind, payload[file], leniently=True)
    except NotOfThisKindError as error:
        raise UsageError("bundle-malformed", file=file) from error


def _round(record: RoundRecord, payload: Payload) -> Round:
    data = _data(record.answer, payload, Origin.FETCHED)
    gathered = Gathered(data, _checked(record.answer.findings), record.requests)
    return Round(record.question, record.at, gathered)


def _data(record: DataRecord, payload: Payload, origin: Origin) -> ValidationData:
    certificates = tuple(_certificate(payload, f"{name}.crt") for name in record.certificates)
    revocation = RevocationData(
        tuple(_file(payload, f"{name}.crl") for name in record.crls),
        tuple(_file(payload, f"{name}.ors") for name in record.responses),
    )
    return ValidationData.of(certificates, revocation, origin=origin)


def _trust(record: TrustRecord, lists: tuple[NamedFile, ...], payload: Payload) -> TrustAnchors:
    initial = record.initial_policies
    return TrustAnchors(
        certificates=tuple(_certificate(payload, f"{ANCHOR}{n}.crt") for n in record.certificates),
        sources=record.sources,
        beliefs=record.beliefs,
        listed=tuple(_lists(payload, each.file) for each in lists),
        findings=_checked(record.findings),
        test_allowed=record.test_allowed,
        path_inputs=PathInputs(
            None if initial is None else frozenset(initial),
            record.explicit_policy,
            record.inhibit_policy_mapping,
            record.inhibit_any_policy,
        ),
        listed_until=record.listed_until,
    )


def _lists(payload: Payload, file: str) -> TrustedLists:
    try:
        return loads_lists(_file(payload, file))
    except (ValueError, RecursionError) as error:
        raise UsageError("bundle-malformed", file=file) from error


def _knowledge(rows: tuple[NamedFile, ...], payload: Payload) -> Knowledge:
    known = Knowledge.built_in()
    for row in rows:
        try:
            known = known.extended([(row.name, _file(payload, row.file).decode())])
        except (FhvalidateError, ValueError) as error:
            raise UsageError("bundle-malformed", file=row.file) from error
    return known


def _certificate(payload: Payload, file: str) -> Certificate:
    try:
        return read_certificate(_file(payload, file))
    except Asn1Error as error:
        raise UsageError("bundle-malformed", file=file) from error


def _file(payload: Payload, file: str) -> bytes:
    if file not in payload:
        raise UsageError("bundle-file-missing", file=file)
    return payload[file]


def _checked(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings, which have words: they are told in the report that is made again."""
    try:
        for finding in findings:
            finding_in_words(finding, str)
    except (LookupError, ValueError, TypeError) as error:
        raise UsageError("bundle-malformed", file=MANIFEST) from error
    return findings
