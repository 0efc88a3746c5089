"""The form by our own reading: its fields, what they inherit, what locks them (12.7)."""

from collections.abc import Iterator

from fhvalidate.pdf.syntax.revision_objects import Objects
from fhvalidate.pdf.syntax.values import NOTHING, Dictionary, Name, Text, Value, number_of

MAX_FIELDS = 100_000  # fields and kids of one form; the largest real ones have some thousand
MAX_ABOVE = 50  # fields above a field
SIGNATURE = Name(b"Sig")


def fields_of(objects: Objects) -> Iterator[tuple[int, str, Dictionary]]:
    """Every field and widget of the form: its object's number, its full name, what it holds."""
    form = objects.dictionary(objects.dictionary(objects.trailer.get(b"Root")).get(b"AcroForm"))
    waiting = [(item, "") for item in reversed(objects.items(form.get(b"Fields")))]
    seen: set[int] = set()
    while waiting and len(seen) < MAX_FIELDS:
        item, above = waiting.pop()
        if number_of(item) in seen:
            continue
        seen.add(number_of(item))
        field = objects.dictionary(item)
        part = text_of(objects.follow(field.get(b"T")))
        name = f"{above}.{part}" if above and part else above or part
        yield number_of(item), name, field
        waiting.extend((kid, name) for kid in reversed(objects.items(field.get(b"Kids"))))


def full_name(objects: Objects, field: Dictionary) -> str:
    """The full name of a field (12.7.4.2)."""
    parts: list[str] = []
    for _ in range(MAX_ABOVE):
        parts.append(text_of(objects.follow(field.get(b"T"))))
        if b"Parent" not in field:
            break
        field = objects.dictionary(field[b"Parent"])
    return ".".join(part for part in reversed(parts) if part)


def inherited(objects: Objects, field: Dictionary, key: bytes) -> Value:
    """What a field has under the key, itself or from above (12.7.4.1); None when nobody has it."""
    return objects.follow(holder(objects, field, key).get(key))


def holder(objects: Objects, field: Dictionary, key: bytes) -> Dictionary:
    """The field that has the key: the field, or one above it."""
    for _ in range(MAX_ABOVE):
        if key in field or b"Parent" not in field:
            return field
        field = objects.dictionary(field[b"Parent"])
    return NOTHING


def is_empty_signature(objects: Objects, field: Dictionary) -> bool:
    """Whether it is a signature field, or a widget of one, that holds nothing."""
    is_signature = inherited(objects, field, b"FT") == SIGNATURE
    return is_signature and inherited(objects, field, b"V") is None


def is_time_stamp(signature: Dictionary) -> bool:
    """Whether a signature dictionary is a document time-stamp's: nobody's signature (12.8.5)."""
    kind = signature.get(b"SubFilter")
    stamped = isinstance(kind, Name) and kind.value.startswith(b"ETSI.RFC")
    return signature.get(b"Type") == Name(b"DocTimeStamp") and stamped


def locks(objects: Objects, lock: Dictionary, name: str) -> bool:
    """Whether a signature field's lock covers the field of that name (table 236)."""
    named = [text_of(item) for item in objects.items(lock.get(b"Fields"))]
    hit = any(name == each or name.startswith(f"{each}.") for each in named)
    match lock.get(b"Action"):
        case Name(value=b"All"):
            return True
        case Name(value=b"Include"):
            return hit
        case action:
            return action == Name(b"Exclude") and not hit


def text_of(value: Value) -> str:
    """A text string as text (7.9.2.2); that of anything else is empty."""
    if not isinstance(value, Text):
        return ""
    if value.value.startswith(b"\xfe\xff"):
        return value.value[2:].decode("utf-16-be", "replace")
    return value.value.decode("latin-1")
