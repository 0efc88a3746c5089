"""The library as the command uses it: imported when a file is to be examined, not before."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fhvalidate.cli.arguments import Arguments
    from fhvalidate.fetch.evidence import Gather
    from fhvalidate.report.model import Report

Examine = Callable[[str, str], "Report"]
Prepare = Callable[["Arguments"], Examine]


def prepare(arguments: "Arguments") -> Examine:
    """A function from a path and a password to a report; raises UsageError for wrong settings."""
    from pathlib import Path

    from fhvalidate import api
    from fhvalidate.evidence import Evidence
    from fhvalidate.ocr.engine import TextRecognition
    from fhvalidate.policy import Policy
    from fhvalidate.reconcile.knowledge import Knowledge
    from fhvalidate.store.trust import load_trust

    trust = load_trust(arguments.trust, test=arguments.test)
    fetch = _online() if arguments.online else None
    policy = None
    if arguments.policy is not None:
        is_file = "/" in arguments.policy or Path(arguments.policy).is_file()
        policy = Policy.from_path(arguments.policy) if is_file else Policy.named(arguments.policy)

    evidence = None
    if arguments.evidence:
        evidence = Evidence.joined(Evidence.from_path(path) for path in arguments.evidence)
    knowledge = Knowledge.from_path(arguments.profiles) if arguments.profiles else None

    def examine(path: str, password: str) -> "Report":
        return api.validate(
            path,
            trust=trust,
            at=arguments.at,
            policy=policy,
            password=password,
            evidence=evidence,
            held_since=arguments.held_since,
            evidence_out=arguments.evidence_out,
            show_personnummer=arguments.show_personnummer,
            text_recognition=TextRecognition(arguments.recognition),
            fetch=fetch,
            knowledge=knowledge,
        )

    return examine


def _online() -> "Gather":
    """What fetches missing evidence, with what was fetched before at hand."""
    from fhvalidate.cli.trust_update import user_network
    from fhvalidate.fetch.evidence import gathering
    from fhvalidate.store import places
    from fhvalidate.store.evidence_cache import DiskCache

    return gathering(user_network(), DiskCache(places.cache_folder() / "evidence"))
