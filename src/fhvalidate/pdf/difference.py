"""pyHanko's difference analysis, wrapped: a second opinion on what our own comparison passes."""

from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from typing import Any

from fhvalidate.pdf.signature_fields import SignatureField


def difference_analysis(data: bytes, *, password: str) -> Callable[[SignatureField], str | None]:
    """A function that gives pyHanko's objection to the changes after a signature, if it has one.

    None when it has none, and also when it fails on the file: its failures are known on benign
    files, so they decide nothing. The file is read once, at the first question.
    """
    reader: Any = None

    def objection(field: SignatureField) -> str | None:
        nonlocal reader
        policy, suspicious = _policy()
        try:
            reader = reader or _reader(data, password)
            from pyhanko.pdf_utils.generic import Reference

            revision = reader.xrefs.get_introducing_revision(Reference(*field.object_id, reader))
            result = policy.review_file(reader, revision)
        except Exception as error:  # noqa: BLE001 - many kinds, on files that the standard allows
            result = error
        return str(result) if isinstance(result, suspicious) else None

    return objection


def _reader(data: bytes, password: str) -> Any:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(BytesIO(data), strict=False)
    if reader.encrypted:
        reader.decrypt(password)
    return reader


@cache
def _policy() -> tuple[Any, type[Exception]]:
    """The default rules of pyHanko, but for the document security store, and what they object with.

    The store is a hint that decides nothing (rule R7), and its rule refuses entries that real
    services rewrite; so whatever only the store leads to may change.
    """
    import logging  # noqa: TID251 - only to keep pyHanko's own log lines from a user's terminal

    from pyhanko.pdf_utils.generic import IndirectObject
    from pyhanko.sign.diff_analysis import (
        DEFAULT_DIFF_POLICY,
        DSSCompareRule,
        ModificationLevel,
        StandardDiffPolicy,
        SuspiciousModification,
    )
    from pyhanko.sign.diff_analysis.rules_api import ReferenceUpdate, WhitelistRule

    class AnySecurityStore(WhitelistRule):
        """Allows every change to what /DSS leads to."""

        def apply(self, old: Any, new: Any) -> Iterator[Any]:  # noqa: ARG002
            store = new.root.raw_get("/DSS") if "/DSS" in new.root else None
            if isinstance(store, IndirectObject):
                yield ReferenceUpdate(store.reference)
            if store is not None:
                yield from map(ReferenceUpdate, new.collect_dependencies(store))

    logging.getLogger("pyhanko").addHandler(logging.NullHandler())
    kept = [
        rule
        for rule in DEFAULT_DIFF_POLICY.global_rules
        if not isinstance(getattr(rule, "rule", None), DSSCompareRule)
    ]
    ours = AnySecurityStore().as_qualified(ModificationLevel.LTA_UPDATES)
    policy = StandardDiffPolicy([*kept, ours], DEFAULT_DIFF_POLICY.form_rule)
    return policy, SuspiciousModification
