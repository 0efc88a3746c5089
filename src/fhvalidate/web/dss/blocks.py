"""The building blocks of EN 319 102-1 (5.2 and 5.6.2) as DSS's detailed report has them."""

from collections.abc import Mapping
from datetime import datetime

from fhvalidate.conclusion import Indication, Severity, SubIndication
from fhvalidate.frozen import frozen
from fhvalidate.report.details_model import AlgorithmReport, BlockReport, ProcessReport
from fhvalidate.report.finding_model import ReportFinding
from fhvalidate.report.json import Json
from fhvalidate.report.signature_report import CertificateReport
from fhvalidate.validation.building_blocks import BuildingBlock, Process
from fhvalidate.web.dss.certificate_checks import sub_blocks
from fhvalidate.web.dss.message_keys import message
from fhvalidate.web.dss.obsolescence import obsolescence
from fhvalidate.web.dss.parts import Tree, chain_items, conclusion, constraint, noticed
from fhvalidate.web.dss.subjects import Signed, Stamp, Subjects

# Of each block: its name, its title, the key of its question, and the question.
BLOCKS = {
    BuildingBlock.FORMAT_CHECKING: (
        "FC",
        "Format Checking",
        "BBB_FC_IEFF",
        "Has the signature a form that is known, and is it whole in the file?",
    ),
    BuildingBlock.SIGNING_CERTIFICATE: (
        "ISC",
        "Identification of the Signing Certificate",
        "BBB_ICS_ISCI",
        "Is it known which certificate signed?",
    ),
    BuildingBlock.CONTEXT: (
        "VCI",
        "Validation Context Initialization",
        "BBB_VCI_ISPK",
        "Are the rules known that the signature is to be judged by?",
    ),
    BuildingBlock.X509: (
        "XCV",
        "X509 Certificate Validation",
        "BBB_XCV_SUB",
        "Do the certificates lead to somebody who is trusted, and hold?",
    ),
    BuildingBlock.CRYPTOGRAPHIC: (
        "CV",
        "Cryptographic Verification",
        "BBB_CV_ISI",
        "Are the signed bytes and the signature value intact?",
    ),
    BuildingBlock.ACCEPTANCE: (
        "SAV",
        "Signature Acceptance Validation",
        "BBB_SAV_ISVA",
        "Does the signature meet what the policy asks of it?",
    ),
    BuildingBlock.PAST_SIGNATURE: (
        "PSV",
        "Past Signature Validation",
        "PSV_IPSVC",
        "Did the signature hold when it is proven to have existed?",
    ),
    BuildingBlock.PAST_CERTIFICATE: (
        "PCV",
        "Past Certificate Validation",
        "PSV_IPCVA",
        "Did the certificate hold then?",
    ),
    BuildingBlock.TIME_SLIDING: (
        "VTS",
        "Validation Time Sliding",
        "PCV_IVTSC",
        "Is there a time at which the certificate is proven to have held?",
    ),
}
# What these have beside; the report has no control times.
_CONTROL_TIMES: Mapping[str, Tree] = {
    "PSV": {"ControlTime": None},
    "PCV": {"ControlTime": None},
    "VTS": {"CRS": [], "ControlTime": None},
}
_NAMES = ("FC", "ISC", "VCI", "XCV", "CV", "SAV", "AOV", "PSV", "PSV_CRS", "PCV", "VTS")


@frozen
class About:
    """What one set of building blocks is about.

    Attributes:
        concluded: what the basic process concluded that they make up.
    """

    id: str
    kind: str
    chain: tuple[CertificateReport, ...]
    blocks: tuple[BlockReport, ...]
    algorithms: tuple[AlgorithmReport, ...]
    findings: tuple[ReportFinding, ...]
    concluded: tuple[Indication | None, SubIndication | None]
    at: datetime


def building_blocks(subjects: Subjects) -> list[Json]:
    """Those of every time-stamp, then those of every signature."""
    at = subjects.report.validation_time
    about = [_of_stamp(each, at) for each in subjects.stamps]
    about += [_of_signature(each, at) for each in subjects.signatures]
    return [_blocks(each) for each in about]


def process_in(
    processes: tuple[ProcessReport, ...], wanted: Process
) -> tuple[Indication | None, SubIndication | None]:
    """What a process concluded; of one that was not gone into, what those before it did."""
    last: tuple[Indication | None, SubIndication | None] = (None, None)
    for each in processes:
        if each.indication is not None:
            last = each.indication, each.sub_indication
        if each.process is wanted:
            break
    return last


def _of_signature(signed: Signed, at: datetime) -> About:
    details, report = signed.details, signed.report
    return About(
        signed.id,
        "SIGNATURE",
        report.chain,
        details.building_blocks,
        details.algorithms,
        report.findings,
        process_in(details.processes, Process.BASIC),
        at,
    )


def _of_stamp(stamp: Stamp, at: datetime) -> About:
    details = stamp.report.details
    return About(
        stamp.id,
        "TIMESTAMP",
        stamp.report.chain,
        () if details is None else details.building_blocks,
        () if details is None else details.algorithms,
        stamp.findings,
        (stamp.indication, stamp.sub_indication),
        at,
    )


def _blocks(about: About) -> Tree:
    found: dict[str, Json] = dict.fromkeys(_NAMES)
    for each in about.blocks:
        if each.block in BLOCKS and each.indication is not None:
            found[BLOCKS[each.block][0]] = _block(each, about)
    found["AOV"] = obsolescence(about.id, about.algorithms, about.at)
    indication, sub = about.concluded
    return {
        **found,
        "CertificateChain": chain_items(about.chain),
        "Conclusion": conclusion(indication, sub, about.findings),
        "Id": about.id,
        "Type": about.kind,
    }


def _block(block: BlockReport, about: About) -> Tree:
    name, title, key, question = BLOCKS[block.block]
    findings = tuple(each for each in about.findings if each.code in block.findings)
    tree: Tree = {
        "Constraint": _checks(block, key, question, findings),
        "Conclusion": conclusion(block.indication, block.sub_indication, findings),
        "Title": title,
    }
    if name == "ISC":
        tree = {"CertificateChain": chain_items(about.chain), **tree}
    elif name == "XCV":
        passed = block.indication is Indication.PASSED
        tree = {"SubXCV": sub_blocks(about.chain, passed=passed), **tree}
    elif name in _CONTROL_TIMES:
        tree |= _CONTROL_TIMES[name]
    return tree


def _checks(
    block: BlockReport, key: str, question: str, findings: tuple[ReportFinding, ...]
) -> list[Json]:
    """The block's own question, and one check for each thing that was noticed there."""
    holds = block.indication in (Indication.PASSED, Indication.TOTAL_PASSED)
    first = constraint(key, question, holds=holds, answer="No, or it cannot be told.")
    # An error where the block passed is one elsewhere, of the same name.
    there = (each for each in findings if not (holds and each.severity is Severity.ERROR))
    told = {each.message.en: noticed(message(each), each.severity) for each in there}
    return [first, *told.values()]
