"""The library as the command uses it: imported when a file is to be examined, not before."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import TYPE_CHECKING, Protocol

from fhvalidate.cli.seal import sealing
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen

VERAPDF_OFF = "off"

if TYPE_CHECKING:
    from datetime import datetime

    from fhvalidate.archive.bundle.writing import KeepAs
    from fhvalidate.cli.arguments import Arguments
    from fhvalidate.evidence import Evidence
    from fhvalidate.fetch.evidence import Gather
    from fhvalidate.isolated import Settings
    from fhvalidate.ocr.engine import TextRecognition
    from fhvalidate.pdf_a.answer import TryPdfA
    from fhvalidate.poe import HeldSince
    from fhvalidate.policy import Policy
    from fhvalidate.reconcile.knowledge import Knowledge
    from fhvalidate.report.model import Report
    from fhvalidate.source_file import SourceFile
    from fhvalidate.trust.anchors import TrustAnchors

Examine = Callable[[str, str], "Report"]
Prepare = Callable[["Arguments"], AbstractContextManager[Examine]]


@contextmanager
def prepare(arguments: "Arguments") -> Iterator[Examine]:
    """A function from a path and a password to a report; raises UsageError for wrong settings."""
    from datetime import UTC, datetime

    from fhvalidate.cli import isolation
    from fhvalidate.isolated.examiner import Asked
    from fhvalidate.poe import HeldSince

    settings = settings_of(arguments)
    told = recording(arguments, settings)
    since = arguments.held_since
    held = None if since is None else HeldSince(since, arguments.held_sha256)
    if not isolation.is_isolated():
        isolation.tell_not_isolated(arguments.language)
        judge = _in_process(arguments, settings, held)
        yield lambda path, password: told(judge(path, password))
        return
    at = arguments.at or datetime.now(UTC)
    shows = arguments.show_personnummer
    examiner = isolation.examiner(settings.of_worker(at=at, show_personnummer=shows))
    evidence_out = _kept_as(arguments)
    source_of = _sources(examiner.worker.settings.policy)

    def examine(path: str, password: str) -> "Report":
        source = source_of(path)
        asked = Asked(
            name="" if isinstance(source, str) else source.name,
            password=password,
            held_since=held,
            evidence=arguments.objects,
            detail=arguments.detail,
        )
        return told(examiner(source, asked, evidence_out))

    with closing(examiner.worker):
        yield examine


def recording(arguments: "Arguments", settings: "Prepared") -> "Callable[[Report], Report]":
    """What adds to a report what the record that is named says of its file; the report alone, else.

    Raises:
        UsageError: `record-missing`.
    """
    if arguments.record is None:
        return lambda report: report
    from dataclasses import replace
    from datetime import UTC, datetime

    from fhvalidate.archive.record_telling import telling
    from fhvalidate.archive.seals import Judging

    at = arguments.at or datetime.now(UTC)
    judged_by = settings.of_worker(at=at, show_personnummer=arguments.show_personnummer)
    judging = Judging(judged_by.trust, judged_by.policy, at, judged_by.evidence.data)
    tell = telling(arguments.record, judging, show_personnummer=arguments.show_personnummer)
    return lambda report: replace(report, archive_record=tell(report.document.sha256))


def _in_process(arguments: "Arguments", settings: "Prepared", held: "HeldSince | None") -> Examine:
    from fhvalidate import api
    from fhvalidate.policy import Policy
    from fhvalidate.source_file import source_file

    policy = settings.policy or Policy.named(api.DEFAULT_POLICY)
    evidence_out = _kept_as(arguments)
    source_of = _sources(policy)

    def examine(path: str, password: str) -> "Report":
        source = source_of(path)
        if isinstance(source, str):
            source = source_file(source, limit=policy.limits.file_size)
        given = {
            "source": source,
            "trust": settings.trust,
            "at": arguments.at,
            "policy": policy,
            "password": password,
            "evidence": settings.evidence,
            "held_since": held,
            "name": None,
            "show_personnummer": arguments.show_personnummer,
            "text_recognition": settings.text_recognition,
            "fetch": settings.fetch,
            "pdf_a": settings.pdf_a,
            "knowledge": settings.knowledge,
            "detail": arguments.detail,
        }
        if evidence_out is None:
            return api.examined(given).report
        from fhvalidate.archive.bundle.writing import Keeping, keep_bundle

        keeping = Keeping.of(given)
        report = api.examined({**given, **keeping.asked}).report
        keep_bundle(report, source, keeping, evidence_out)
        return report

    return examine


def _kept_as(arguments: "Arguments") -> "KeepAs | None":
    """Where the report is kept with all that it was made with, where that is asked for.

    Raises:
        UsageError: `option-for-bundles`; as `sealing`.
    """
    if arguments.evidence_out is None:
        alone = {
            "--seal": arguments.seal,
            "--seal-key": arguments.seal_key,
            "--evidence-digest": arguments.evidence_digest,
        }
        for option in (name for name, given in alone.items() if given):
            raise UsageError("option-for-bundles", option=option)
        return None
    from fhvalidate.archive.bundle.writing import KeepAs

    seal = sealing(arguments.seal, arguments.seal_key)
    return KeepAs(arguments.evidence_out, document=not arguments.evidence_digest, seal=seal)


def _sources(policy: "Policy") -> "Callable[[str], str | SourceFile]":
    """What gives a path as it is, and what is on standard input, read once, for its name."""
    from fhvalidate.cli.arguments import STDIN
    from fhvalidate.cli.standard_input import standard_input

    given: list[SourceFile] = []

    def source_of(path: str) -> "str | SourceFile":
        if path != STDIN:
            return path
        if not given:
            given.append(standard_input(limit=policy.limits.file_size))
        return given[0]

    return source_of


class NamesSettings(Protocol):
    """A command line that names what documents are judged by."""

    @property
    def trust(self) -> tuple[str, ...]:
        """Paths of trust anchors, or names of profiles."""

    @property
    def test(self) -> bool:
        """Whether test authorities may make a signature valid."""

    @property
    def policy(self) -> str | None:
        """The name or the path of a policy."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """Paths of validation data."""

    @property
    def online(self) -> bool:
        """Whether missing evidence is fetched."""

    @property
    def recognition(self) -> str:
        """Whether pages without text are recognised: `auto` or `off`."""

    @property
    def profiles(self) -> str | None:
        """The folder with profiles and tables of one's own."""

    @property
    def verapdf(self) -> str | None:
        """The jar or the command of veraPDF, or `off`."""


@frozen
class Prepared:
    """What documents are judged by, as `fhvalidate.validate` takes it."""

    trust: "TrustAnchors"
    policy: "Policy | None"
    evidence: "Evidence | None"
    text_recognition: "TextRecognition"
    fetch: "Gather | None"
    knowledge: "Knowledge | None"
    pdf_a: "TryPdfA | None" = None

    def of_worker(self, *, at: "datetime", show_personnummer: bool) -> "Settings":
        """The same as a worker takes it, with what the library has for what is left out."""
        from fhvalidate.evidence import Evidence
        from fhvalidate.isolated import Settings
        from fhvalidate.policy import Policy
        from fhvalidate.reconcile.knowledge import Knowledge

        return Settings(
            trust=self.trust,
            at=at,
            policy=self.policy or Policy.named("default"),
            evidence=self.evidence or Evidence(),
            show_personnummer=show_personnummer,
            text_recognition=self.text_recognition,
            fetch=self.fetch,
            pdf_a=self.pdf_a,
            knowledge=self.knowledge or Knowledge.built_in(),
        )


def settings_of(arguments: NamesSettings) -> Prepared:
    """What the command line names; raises UsageError for what is wrong there."""
    from fhvalidate.evidence import Evidence
    from fhvalidate.ocr.engine import TextRecognition
    from fhvalidate.reconcile.knowledge import Knowledge
    from fhvalidate.store.trust import load_trust

    trust = load_trust(arguments.trust, test=arguments.test)
    evidence = None
    if arguments.evidence:
        evidence = Evidence.joined(Evidence.from_path(path) for path in arguments.evidence)
    policy = policy_of(arguments.policy)
    return Prepared(
        trust=trust,
        policy=policy,
        evidence=evidence,
        text_recognition=TextRecognition(arguments.recognition),
        fetch=_online() if arguments.online else None,
        knowledge=Knowledge.from_path(arguments.profiles) if arguments.profiles else None,
        pdf_a=_verapdf(arguments.verapdf, policy),
    )


def _verapdf(given: str | None, policy: "Policy | None") -> "TryPdfA | None":
    """The veraPDF that is named; where none is, one that is installed, if the policy asks."""
    if given == VERAPDF_OFF:
        return None
    asked = policy is not None and policy.preservation.pdf_a
    if given is None and not asked:
        return None
    from fhvalidate.isolated.verapdf import verapdf_at, verapdf_at_hand

    return verapdf_at_hand() if given is None else verapdf_at(given)


def policy_of(given: str | None) -> "Policy | None":
    """The policy of that name or in that file; raises UsageError where there is none."""
    from fhvalidate.policy import Policy

    if given is None:
        return None
    is_file = "/" in given or os.path.lexists(given)
    return Policy.from_path(given) if is_file else Policy.named(given)


def _online() -> "Gather":
    """What fetches missing evidence, with what was fetched before at hand."""
    from fhvalidate import places
    from fhvalidate.cli.trust_update import user_network
    from fhvalidate.fetch.evidence import fetching
    from fhvalidate.store.evidence_cache import DiskCache

    return fetching(user_network(), DiskCache(places.cache_folder() / "evidence"))
