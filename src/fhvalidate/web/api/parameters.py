"""What an address may ask, after `?`: each parameter's name, what it may be, and how it is read.

A parameter that is unknown or stands twice is refused: a name with a slip in it would be passed
over, and the document judged by another policy or time than was meant.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum

from starlette.requests import Request

from fhvalidate.days import day_named, end_or_now
from fhvalidate.errors import RequestRefusedError, UsageError
from fhvalidate.frozen import frozen
from fhvalidate.policy import Policy, shipped_policies
from fhvalidate.report.detail import Detail
from fhvalidate.report.json import Json
from fhvalidate.report.messages import Language
from fhvalidate.web.languages import language_of
from fhvalidate.web.settings import ServiceSettings

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATE_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)
PASSWORD = "password"  # noqa: S105 - a field of a form; in an address it is refused


class Form(StrEnum):
    """The forms that a report is given in."""

    JSON = "json"
    TEXT = "text"
    HTML = "html"
    ETSI = "etsi"
    PREMIS = "premis"
    ERMS = "erms"
    SVKGS = "svkgs"
    ARCHIVEMATICA = "archivematica"
    BUNDLE = "bundle"


@frozen
class Parameter:
    """One parameter, as the description of the interface has it."""

    name: str
    about: str
    schema: Mapping[str, Json]


def _choice(name: str, about: str, kind: type[StrEnum], default: str | None = None) -> Parameter:
    schema: dict[str, Json] = {"type": "string", "enum": [each.value for each in kind]}
    return Parameter(name, about, schema if default is None else {**schema, "default": default})


AT = Parameter(
    "at",
    "The time that the verdict is for: now when left out. A day is its end in Sweden. "
    "In an address + is written %2B.",
    {
        "type": "string",
        "anyOf": [{"format": "date"}, {"format": "date-time"}],
        "examples": ["2026-03-03", "2026-03-03T09:00:00Z"],
    },
)
POLICY = Parameter(
    "policy",
    "The validation policy, by name: that of the service when left out.",
    {"type": "string", "enum": [*shipped_policies()]},
)
LANG = _choice(
    "lang",
    "The language of texts for people: as Accept-Language says when left out, else the operator's. "
    "A JSON report has both.",
    Language,
)
DETAIL = _choice(
    "detail", "How much a report in JSON, or in a bundle, holds.", Detail, Detail.DEFAULT
)
FORMAT = _choice(
    "format",
    "The form of the answer. `bundle` is a ZIP archive with all that the report was made with.",
    Form,
    Form.JSON,
)


@frozen
class Question:
    """What a request asks of a document beside the document itself."""

    at: datetime | None
    policy: Policy | None
    language: Language
    detail: Detail
    form: Form


def question(request: Request, settings: ServiceSettings, now: datetime) -> Question:
    """What the address of a request asks, with what is left out as the service has it.

    Raises:
        RequestRefusedError: as `asked`; `service-time-malformed`, `service-parameter-malformed`.
    """
    found = asked(request, (AT, POLICY, LANG, DETAIL, FORMAT))
    return Question(
        at=_moment(found["at"], now) if "at" in found else None,
        policy=_policy(found["policy"], settings) if "policy" in found else None,
        language=language(request, found),
        detail=Detail(_one_of(tuple(Detail), found.get("detail", Detail.DEFAULT), "detail")),
        form=Form(_one_of(tuple(Form), found.get("format", Form.JSON), "format")),
    )


def asked(request: Request, known: Sequence[Parameter]) -> Mapping[str, str]:
    """The parameters of the address by name.

    Raises:
        RequestRefusedError: `service-password-in-address`, `service-parameter-unknown`,
            `service-parameter-twice`.
    """
    found = dict[str, str]()
    names = [each.name for each in known]
    for name, value in request.query_params.multi_items():
        if name == PASSWORD:
            raise RequestRefusedError("service-password-in-address", status=400)
        if name not in names:
            choices = ", ".join(names) or "-"
            raise RequestRefusedError("service-parameter-unknown", status=400, choices=choices)
        if name in found:
            raise RequestRefusedError("service-parameter-twice", status=400, name=name)
        found[name] = value
    return found


def language(request: Request, found: Mapping[str, str]) -> Language:
    """The language of the answer.

    Raises:
        RequestRefusedError: `service-parameter-malformed`.
    """
    if "lang" in found:
        return Language(_one_of(tuple(Language), found["lang"], "lang"))
    return language_of(request)


def _one_of(choices: Sequence[str], value: str, name: str) -> str:
    if value not in choices:
        told = ", ".join(choices)
        raise RequestRefusedError(
            "service-parameter-malformed", status=400, name=name, choices=told
        )
    return value


def _policy(name: str, settings: ServiceSettings) -> Policy:
    """The operator's own where it is called so, else the one that comes with the package."""
    if name == settings.policy.name:
        return settings.policy
    known = dict.fromkeys((settings.policy.name, *shipped_policies()))
    return Policy.named(_one_of(tuple(known), name, "policy"))


def _moment(text: str, now: datetime) -> datetime:
    """A day or a time with a zone, in the one form that the description has for each (RFC 3339)."""
    try:
        if _DATE.fullmatch(text):
            return end_or_now(day_named(text), now=now)
        if _DATE_TIME.fullmatch(text):
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError, UsageError) as error:
        raise RequestRefusedError("service-time-malformed", status=400, name="at") from error
    raise RequestRefusedError("service-time-malformed", status=400, name="at")
