"""Which language a request is answered in: what it asks for, the browser's, or --lang."""

from starlette.requests import HTTPConnection

from fhvalidate.report.messages import Language
from fhvalidate.web.current import current

MAX_HEADER = 1_000  # characters of a list of languages; browsers send some fifty


def language_of(request: HTTPConnection) -> Language:
    """That of `?lang=`, else the first of `Accept-Language` that there is, else the operator's."""
    asked = request.query_params.get("lang", "")
    if asked in tuple(Language):
        return Language(asked)
    settings = current(request.scope)
    default = Language.SV if settings is None else settings.language
    return _preferred(request.headers.get("accept-language", "")[:MAX_HEADER], default)


def _preferred(header: str, default: Language) -> Language:
    """RFC 9110, 12.5.4: the language with the highest weight; of those that are equal the first."""
    best, weight = default, 0.0
    for part in header.split(","):
        tag, _, parameter = part.partition(";")
        name = tag.strip().lower().partition("-")[0]
        given = _weight(parameter)
        if name in tuple(Language) and given > weight:
            best, weight = Language(name), given
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
