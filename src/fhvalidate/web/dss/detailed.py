"""DSS's detailed report: what each process and each building block of EN 319 102-1 concluded."""

from datetime import datetime

from fhvalidate.conclusion import Indication
from fhvalidate.report.details_model import BlockReport
from fhvalidate.report.json import Json
from fhvalidate.validation.building_blocks import BuildingBlock, Process
from fhvalidate.web.dss import qualifying
from fhvalidate.web.dss.blocks import BLOCKS, building_blocks, process_in
from fhvalidate.web.dss.message_keys import said
from fhvalidate.web.dss.parts import Tree, conclusion, constraint, moment
from fhvalidate.web.dss.simple import level_of
from fhvalidate.web.dss.spelling import STAMP_TYPES
from fhvalidate.web.dss.standing import notices
from fhvalidate.web.dss.subjects import Signed, Stamp, Subjects

_PASSED = frozenset({Indication.PASSED, Indication.TOTAL_PASSED})
# Of each block that a basic process asks for: the key of the question.
_ASKED = {
    BuildingBlock.FORMAT_CHECKING: "BSV_IFCRC",
    BuildingBlock.SIGNING_CERTIFICATE: "BSV_IISCRC",
    BuildingBlock.CONTEXT: "BSV_IVCIRC",
    BuildingBlock.X509: "BSV_IXCVRC",
    BuildingBlock.CRYPTOGRAPHIC: "BSV_ICVRC",
    BuildingBlock.ACCEPTANCE: "BSV_ISAVRC",
}
_BASIC = "Validation Process for Basic Signatures"
_WITH_TIME = (
    "Validation Process for Signatures with Time and Signatures with Long-Term Validation Data"
)
_ARCHIVAL = "Validation Process for Signatures with Archival Data"
_BASIC_STAMP = "Validation Process for Basic Time-stamps"
_ARCHIVAL_STAMP = "Validation Process for Time-stamps with Archival Data"


def detailed_report(subjects: Subjects) -> Tree:
    """The detailed report."""
    entries: list[Json] = [
        {"Signature": _signature(each, subjects)} for each in subjects.signatures
    ]
    entries += [{"Timestamp": _stamp(each, subjects)} for each in subjects.alone]
    told: list[Json] = [said(each.code, each.message.en) for each in notices(subjects.report)]
    return {
        "signatureOrTimestampOrEvidenceRecord": entries or None,
        "BasicBuildingBlocks": building_blocks(subjects),
        "TLAnalysis": [],
        "Semantic": told or None,
        "ValidationTime": moment(subjects.report.validation_time),
    }


def _signature(signed: Signed, subjects: Subjects) -> Tree:
    details, findings = signed.details, signed.report.findings
    basic = process_in(details.processes, Process.BASIC)
    with_time = process_in(details.processes, Process.WITH_TIME)
    archival = process_in(details.processes, Process.LONG_TERM)
    now = {"Time": moment(subjects.report.validation_time), "TimestampId": None}
    best = _proof(signed, subjects)
    return {
        "ValidationProcessBasicSignature": {
            "Constraint": _asked(details.building_blocks, signed.id),
            "Conclusion": conclusion(*basic, findings),
            "Title": _BASIC,
            "ProofOfExistence": dict[str, Json](now),
        },
        "Timestamp": [_stamp(each, subjects) for each in signed.stamps],
        "EvidenceRecord": [],
        "ValidationProcessLongTermData": {
            "CRS": None,
            "RFC": None,
            "Constraint": [_before("LTV_ABSV", "basic signatures", basic[0])],
            "Conclusion": conclusion(*with_time, findings),
            "Title": _WITH_TIME,
            "ProofOfExistence": best,
        },
        "ValidationProcessArchivalData": {
            "Constraint": [_before("ARCH_LTVV", "signatures with time", with_time[0])],
            "Conclusion": conclusion(*archival, findings),
            "Title": _ARCHIVAL,
            "ProofOfExistence": best,
        },
        "ValidationSignatureQualification": qualifying.of_signature(
            signed, level_of(signed, subjects.report)[0]
        ),
        "Conclusion": {
            "Indication": signed.standing.indication,
            "SubIndication": signed.standing.sub_indication,
            "Errors": None,
            "Warnings": None,
            "Infos": None,
        },
        "Id": signed.id,
        "CounterSignature": None,
    }


def _stamp(stamp: Stamp, subjects: Subjects) -> Tree:
    report = stamp.report
    blocks = () if report.details is None else report.details.building_blocks
    processes = () if report.details is None else report.details.processes
    basic = process_in(processes, Process.TIME_STAMP)
    archival = process_in(processes, Process.LONG_TERM)
    own = stamp.indication, stamp.sub_indication
    return {
        "ValidationProcessBasicTimestamp": {
            "Constraint": _asked(blocks, stamp.id),
            "Conclusion": conclusion(*(basic if basic[0] else own), stamp.findings),
            "Title": _BASIC_STAMP,
            "Type": STAMP_TYPES[report.kind],
            "ProductionTime": moment(report.generation_time),
        },
        "EvidenceRecord": None,
        "ValidationProcessArchivalDataTimestamp": {
            "Constraint": [_before("ARCH_IRTVBBA", "time-stamps", basic[0])],
            "Conclusion": conclusion(*(archival if archival[0] else own), stamp.findings),
            "Title": _ARCHIVAL_STAMP,
            "ProofOfExistence": {
                "Time": moment(_known_since(stamp, subjects)),
                "TimestampId": None,
            },
        },
        "ValidationTimestampQualification": qualifying.of_stamp(stamp),
        "Conclusion": conclusion(*own, stamp.findings),
        "Id": stamp.id,
    }


def _asked(blocks: tuple[BlockReport, ...], name: str) -> list[Json]:
    """What a basic process asks of each building block that it ran."""
    return [
        constraint(
            _ASKED[each.block],
            f"Did “{BLOCKS[each.block][1]}” pass?",
            holds=each.indication in _PASSED,
            answer=f"“{BLOCKS[each.block][1]}” did not pass.",
            about=f"{name}-{BLOCKS[each.block][0]}",
        )
        for each in blocks
        if each.block in _ASKED and each.indication is not None
    ]


def _before(key: str, process: str, indication: Indication | None) -> Tree:
    """What a process asks of the one before it: there it goes on from INDETERMINATE too."""
    return constraint(
        key,
        f"Did the validation of {process} not fail?",
        holds=indication not in (None, Indication.FAILED, Indication.TOTAL_FAILED),
        answer=f"The validation of {process} failed.",
    )


def _proof(signed: Signed, subjects: Subjects) -> Tree:
    """Since when the signature is proven to exist, and by which time-stamp."""
    best = signed.report.best_signature_time or subjects.report.validation_time
    by = signed.details.proven_by[0] if signed.details.proven_by else None
    return {"Time": moment(best), "TimestampId": None if by is None else f"T-{by.upper()}"}


def _known_since(stamp: Stamp, subjects: Subjects) -> datetime:
    """Since when the time-stamp itself is proven to exist."""
    for each in subjects.report.objects:
        if each.id == stamp.report.id:
            return each.exists_since
    return subjects.report.validation_time
