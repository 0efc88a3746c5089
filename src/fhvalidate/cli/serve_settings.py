"""What `fhvalidate serve` reads from files: at the start, and again at SIGHUP.

At the start a file that cannot be read keeps the service from starting. Later what was read before
holds until the file can be read again; each kind of file for itself, so that a key that was taken
away is none any more, however the certificates are.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from fhvalidate.cli.preparation import policy_of
from fhvalidate.cli.serve_arguments import ServeArguments
from fhvalidate.errors import UsageError
from fhvalidate.frozen import frozen

if TYPE_CHECKING:
    from fhvalidate.evidence import Evidence
    from fhvalidate.trust.anchors import TrustAnchors
    from fhvalidate.web.keys import ApiKey
    from fhvalidate.web.settings import Controller, ServiceSettings

T = TypeVar("T")
# What a damaged file among others is told as; alone it is an error of the same name.
_DAMAGED = frozenset({"trust-certificate-unreadable", "evidence-unreadable"})
_LISTS = "trusted-lists-not-loaded"


@frozen
class ReadAnew:
    """What was read at SIGHUP.

    Attributes:
        settings: what could be read, and what was read before of the rest.
        errors: what could not be read, by kind.
    """

    settings: "ServiceSettings"
    errors: tuple[tuple[str, UsageError], ...]

    @property
    def unread(self) -> tuple[str, ...]:
        """The kinds that could not be read."""
        return tuple(kind for kind, _ in self.errors)


def read_settings(arguments: ServeArguments) -> "ServiceSettings":
    """What the operator has chosen.

    Raises:
        UsageError: a file cannot be read, or a certificate in it.
    """
    from fhvalidate.policy import Policy
    from fhvalidate.report.messages import Language
    from fhvalidate.web.settings import ServiceSettings

    return ServiceSettings(
        trust=_trust(arguments),
        evidence=_evidence(arguments),
        policy=policy_of(arguments.policy) or Policy.named("default"),
        siva_policy=arguments.siva_policy,
        prefix=arguments.prefix,
        workers=arguments.workers or len(os.sched_getaffinity(0)),
        max_bytes=arguments.max_bytes,
        wait=arguments.wait,
        keys=_keys(arguments),
        page=arguments.page,
        controller=_controller(arguments),
        with_certificates=arguments.with_certificates,
        show_personnummer=arguments.show_personnummer,
        without_trust=arguments.no_trust,
        language=arguments.answers_in or Language.SV,
    )


def read_anew(arguments: ServeArguments, before: "ServiceSettings") -> ReadAnew:
    """The files as they are now."""
    errors: list[tuple[str, UsageError]] = []

    def tried(kind: str, read: Callable[[ServeArguments], T], kept: T) -> T:
        try:
            return read(arguments)
        except UsageError as error:
            errors.append((kind, error))
            return kept

    settings = replace(
        before,
        trust=tried("trust", _trust_with_lists, before.trust),
        evidence=tried("evidence", _evidence, before.evidence),
        keys=tried("keys", _keys, before.keys),
        controller=tried("controller", _controller, before.controller),
    )
    return ReadAnew(settings, tuple(errors))


def _trust(arguments: ServeArguments) -> "TrustAnchors":
    from fhvalidate.store.trust import load_trust
    from fhvalidate.trust.anchors import TrustAnchors

    if arguments.no_trust:
        return TrustAnchors.none()
    trust = load_trust(arguments.trust, test=arguments.test)
    _refuse_damaged(trust)
    return trust


def _trust_with_lists(arguments: ServeArguments) -> "TrustAnchors":
    """Lists that cannot be loaded are no reason to forget those that are believed."""
    trust = _trust(arguments)
    for finding in trust.findings:
        if finding.code == _LISTS:
            raise UsageError("trusted-lists-not-loaded", name=str(finding.detail["name"]))
    return trust


def _evidence(arguments: ServeArguments) -> "Evidence":
    from fhvalidate.evidence import Evidence

    if not arguments.evidence:
        return Evidence()
    evidence = Evidence.joined(Evidence.from_path(path) for path in arguments.evidence)
    _refuse_damaged(evidence)
    return evidence


def _keys(arguments: ServeArguments) -> "tuple[ApiKey, ...]":
    from fhvalidate.web.keys import read_keys

    return () if arguments.keys is None else read_keys(arguments.keys)


def _controller(arguments: ServeArguments) -> "Controller":
    from fhvalidate.web.controllers import read_controller
    from fhvalidate.web.settings import Controller

    given = arguments.controller
    return Controller() if given is None else read_controller(given)


def _refuse_damaged(read: "TrustAnchors | Evidence") -> None:
    """One damaged file among others is refused as one alone.

    A command tells it in its report, to whoever gave the folder; an answer of the service goes to
    somebody who did not.

    Raises:
        UsageError: `trust-certificate-unreadable`, `evidence-unreadable`.
    """
    for finding in read.findings:
        if finding.code in _DAMAGED:
            raise UsageError(finding.code, **{k: str(v) for k, v in finding.detail.items()})
