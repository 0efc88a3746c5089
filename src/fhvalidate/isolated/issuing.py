"""What a worker reads for a token: what it refers to, and what those that are there are worth."""

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import cast

from fhvalidate import api
from fhvalidate.conclusion import Severity
from fhvalidate.examination import Inputs, judged_signatures
from fhvalidate.extension.svt_check import Held
from fhvalidate.extension.svt_facts import SignatureFacts, facts_of
from fhvalidate.isolated.places import path_named
from fhvalidate.policy import Policy
from fhvalidate.report.assembly import Circumstances, masking
from fhvalidate.report.json import Json
from fhvalidate.source_file import source_file
from fhvalidate.trust.anchors import Purpose, TrustAnchors
from fhvalidate.x509.keys.algorithms import digest_of

Arguments = Mapping[str, Json]


def _facts(arguments: Arguments) -> tuple[SignatureFacts, ...]:
    """By the digest that the arguments name."""
    policy = Policy.named(api.DEFAULT_POLICY)
    password, digest = _text(arguments, "password"), _text(arguments, "digest")
    data = _data(arguments, policy)
    return facts_of(data, password=password, digest=digest, limits=policy.limits)


def _held(arguments: Arguments) -> Held:
    """By one who believes the certificate that the arguments name for tokens, and nobody else."""
    policy = Policy.named(api.DEFAULT_POLICY)
    certificate = base64.b64decode(_text(arguments, "certificate"))
    at = datetime.fromisoformat(_text(arguments, "at")).astimezone(UTC)
    return held_by(
        _data(arguments, policy), certificate, at=at, password=_text(arguments, "password")
    )


def held_by(data: bytes, certificate: bytes, *, at: datetime, password: str) -> Held:
    """What the tokens of a file are worth to one who believes the certificate (DER) for tokens.

    Raises:
        UnreadableError: the bytes cannot be read as a PDF.
        UsageError: the certificate cannot be believed.
    """
    trust = TrustAnchors.from_pem_or_der(certificate, name="").for_purpose(Purpose.SVT)
    circumstances = Circumstances(
        name="",
        at=at,
        produced_at=at,
        policy=Policy.named(api.DEFAULT_POLICY),
        trust=trust.allowing_test(),
        mask=masking(show=False),
    )
    judged = judged_signatures(Inputs(data, password), circumstances, looked=False)
    ids, wrong = [], set()
    for result in judged.results:
        for word in result.svt:
            wrong |= {each.code for each in word.token.findings if each.severity is Severity.ERROR}
        signed_data = result.signature.signed_data
        if signed_data is not None and any(word.holds for word in result.svt):
            ids.append(digest_of(signed_data.signature, "sha256").hex())
    return Held(tuple(ids), tuple(sorted(wrong)))


ISSUING: Mapping[str, Callable[[Arguments], object]] = {"svt-facts": _facts, "svt-held": _held}


def _data(arguments: Arguments, policy: Policy) -> bytes:
    return source_file(path_named(_text(arguments, "file")), limit=policy.limits.file_size).data


def _text(arguments: Arguments, name: str) -> str:
    return cast("str", arguments[name])
