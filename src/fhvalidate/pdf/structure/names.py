"""The names that the fields of a form have (ISO 32000-2, 12.7.4.2)."""

from fhvalidate.pdf.structure.form import fields_of, text_of
from fhvalidate.pdf.syntax.revision_objects import Objects


def full_names(objects: Objects) -> frozenset[str]:
    """The full names of the fields that have a name of their own; widgets have their fields'.

    Fields of one name are one field to some readers, whatever they are.
    """
    named = ((name, field.get(b"T")) for _, name, field in fields_of(objects))
    return frozenset(name for name, own in named if text_of(objects.follow(own)))
