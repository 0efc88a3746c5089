"""The interface described by OpenAPI 3.1, made from the code: its types, parameters and problems.

Its schemas are those of JSON Schema 2020-12, so the report's own is used as it is.
"""

from collections.abc import Mapping, Sequence

from fhvalidate.frozen import frozen
from fhvalidate.report.json import Json
from fhvalidate.report.messages import Language, templates
from fhvalidate.report.model import Report
from fhvalidate.report.schema import DIALECT, schema_of
from fhvalidate.reprint.match import Match
from fhvalidate.version import __version__
from fhvalidate.web.api import answers
from fhvalidate.web.api.documents import FILE, MULTIPART, PASSWORD_HEADER, RAW
from fhvalidate.web.api.operations import COPIES, Revisions
from fhvalidate.web.api.parameters import AT, DETAIL, FORMAT, LANG, PASSWORD, POLICY, Parameter
from fhvalidate.web.problem_types import STATUS, type_of
from fhvalidate.web.problems import MEDIA_TYPE

VERSION = "3.1.0"
BASE = "/api/v1"
Object = dict[str, Json]

# What any request with a body can be answered.
_ANY = (
    "service-parameter-unknown",
    "service-parameter-twice",
    "service-parameter-malformed",
    "service-password-in-address",
    "service-password-malformed",
    "service-form-content",
    "service-form-incomplete",
    "service-form-malformed",
    "service-length-malformed",
    "service-key-wanted",
    "service-foreign-form",
    "service-too-slow",
    "service-too-large",
    "service-media-type",
    "service-failed",
    "service-busy",
)
_UNREADABLE = "service-document-unreadable"
_NUMBER: Object = {
    "name": "number",
    "in": "path",
    "required": True,
    "description": "Which revision, from 1.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
}


@frozen
class Described:
    """An address that documents are posted to.

    Attributes:
        path: after the base.
        name: what programs that are made from the description call it.
        summary: in a line.
        about: what it does, and what to know.
        parameters: of the address.
        files: the fields of a form that hold a file.
        answer: the content of 200, by media type.
        problems: the codes beside those that any address has.
        path_parameters: those within the path.
    """

    path: str
    name: str
    summary: str
    about: str
    parameters: Sequence[Parameter]
    files: Sequence[str]
    answer: Mapping[str, Object]
    problems: Sequence[str]
    path_parameters: Sequence[Object] = ()


_TEXT: Object = {"schema": {"type": "string"}}
_BYTES: Object = {"schema": {"type": "string", "format": "binary"}}


def _json(kind: type) -> Object:
    return {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}


_PAGE = answers.HTML.partition(";")[0]
_PLAIN = answers.TEXT.partition(";")[0]
DESCRIBED = (
    Described(
        "/validate",
        "validate",
        "Validates a document",
        "The answer is 200 whatever the verdict is, also for what is no PDF: `verdict` says it. "
        "Nothing but `valid` is valid.",
        (AT, POLICY, LANG, DETAIL, FORMAT),
        (FILE,),
        {
            answers.JSON: _json(Report),
            _PLAIN: _TEXT,
            _PAGE: _TEXT,
            answers.XML: _TEXT,
            answers.ZIP: _BYTES,
        },
        ("service-time-malformed", "service-certificates-withheld"),
    ),
    Described(
        "/match",
        "match",
        "Compares a copy with its original",
        "How much of the original the copy has, page by page, and every word that differs. "
        "It says nothing of signatures.",
        (LANG,),
        COPIES,
        {answers.JSON: _json(Match)},
        (_UNREADABLE,),
    ),
    Described(
        "/revisions",
        "revisions",
        "Lists the revisions of a document",
        "Who closed which, and what each one changed. The names are those of certificates, "
        "which are not judged here.",
        (LANG,),
        (FILE,),
        {answers.JSON: _json(Revisions)},
        (_UNREADABLE,),
    ),
    Described(
        "/revisions/{number}",
        "revision",
        "Gives one revision of a document",
        "Its exact bytes, which are what its signers signed.",
        (LANG,),
        (FILE,),
        {answers.PDF: _BYTES},
        (_UNREADABLE, "service-revision-unknown", "service-not-found"),
        (_NUMBER,),
    ),
    Described(
        "/side-by-side",
        "sideBySide",
        "Shows what was signed beside what is shown now",
        "A page in HTML, with pictures of the pages that differ. The pictures show all that the "
        "document shows, personal identity numbers too.",
        (LANG,),
        (FILE,),
        {_PAGE: _TEXT},
        (_UNREADABLE,),
    ),
)


def description(*, prefix: str = "") -> Object:
    """The whole interface; `prefix` is what the operator has put before its addresses."""
    paths: Object = {f"{BASE}{each.path}": {"post": _operation(each)} for each in DESCRIBED}
    return {
        "openapi": VERSION,
        "info": {
            "title": "fhvalidate",
            "version": __version__,
            "description": "Validates electronically signed PDF documents. Nothing that is sent "
            "is kept. What goes wrong is `application/problem+json`, told apart by `code`.",
        },
        "jsonSchemaDialect": DIALECT,
        "servers": [{"url": prefix or "/"}],
        "security": [{}, {"bearer": []}, {"key": []}],
        "paths": {**paths, f"{BASE}/openapi.json": {"get": _itself()}},
        "components": {
            "schemas": {**_schemas(Report, Match, Revisions), "Problem": problem_schema()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
        },
    }


def _operation(each: Described) -> Object:
    header: Object = {
        "name": PASSWORD_HEADER,
        "in": "header",
        "description": "The password of an encrypted document, in UTF-8; a form can have it as "
        "its field `password` instead. In an address it is refused.",
        "schema": {"type": "string"},
    }
    parameters: list[Json] = [*each.path_parameters]
    parameters += [_parameter(parameter) for parameter in each.parameters]
    is_opened = list(each.files) == [FILE]
    parameters += [header] if is_opened else []
    content: Object = {MULTIPART: {"schema": _form(each.files, password=is_opened)}}
    if is_opened:
        content = {RAW: _BYTES, **content}
    answer: Object = {"description": each.summary + ".", "content": dict(each.answer)}
    return {
        "operationId": each.name,
        "summary": each.summary,
        "description": each.about,
        "parameters": parameters,
        "requestBody": {"required": True, "content": content},
        "responses": {"200": answer, **_problems((*_ANY, *each.problems))},
    }


def _itself() -> Object:
    content: Json = {answers.JSON: {"schema": {"type": "object"}}}
    return {
        "operationId": "openapi",
        "summary": "This description",
        "security": [{}],
        "responses": {"200": {"description": "OpenAPI 3.1.", "content": content}},
    }


def _parameter(parameter: Parameter) -> Object:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.about,
        "schema": dict(parameter.schema),
    }


def _form(files: Sequence[str], *, password: bool) -> Object:
    fields: Object = {name: {"type": "string", "format": "binary"} for name in files}
    if password:
        fields[PASSWORD] = {"type": "string"}
    return {
        "type": "object",
        "properties": fields,
        "required": [*files],
        "additionalProperties": False,
    }


def _problems(codes: Sequence[str]) -> Object:
    """The answers that are problems, by status, each with the codes that it can have."""
    found: dict[int, list[str]] = {}
    for code in codes:
        found.setdefault(STATUS[code], []).append(code)
    content: Json = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answered: Object = {}
    for status, listed in sorted(found.items()):
        told: Object = {"description": ", ".join(listed), "content": content}
        if status == STATUS["service-busy"]:
            seconds: Json = {"schema": {"type": "integer"}, "description": "Seconds."}
            told["headers"] = {"Retry-After": seconds}
        answered[str(status)] = told
    return answered


def problem_schema() -> Object:
    """The schema of a problem (RFC 9457)."""
    codes = sorted(STATUS)
    return {
        "type": "object",
        "description": "What is wrong with a request. `title` says it in words, in the language "
        "that was asked for; `code` tells one problem from another.",
        "properties": {
            "type": {"type": "string", "examples": [type_of(codes[0])]},
            "title": {"type": "string", "examples": [templates(Language.EN)["service-busy"]]},
            "status": {"type": "integer"},
            "code": {"type": "string", "examples": [*codes]},
        },
        "required": ["type", "title", "status", "code"],
    }


def _schemas(*kinds: type) -> Object:
    """The types by name, each with those that it is made of."""
    found: Object = {}
    for kind in kinds:
        definitions = schema_of(kind, kind.__name__)["$defs"]
        for name, schema in dict(definitions).items() if isinstance(definitions, dict) else ():
            moved = _moved(schema)
            if found.setdefault(name, moved) != moved:
                raise TypeError(f"two types are called {name}")
    return dict(sorted(found.items()))


def _moved(value: Json) -> Json:
    """The schema with its references where a description of an interface has them."""
    if isinstance(value, dict):
        return {
            key: item.replace("#/$defs/", "#/components/schemas/")
            if key == "$ref" and isinstance(item, str)
            else _moved(item)
            for key, item in value.items()
        }
    return [_moved(item) for item in value] if isinstance(value, list) else value
