"""What schemathesis sends as a document: real ones, parts of them, and whatever bytes."""

import schemathesis
from hypothesis import strategies as st

from tests.batch.places import FILES

NAMES = ("minutes-b-lt.pdf", "minutes-b-b.pdf", "minutes-never-signed.pdf", "encrypted.pdf")
WHOLE = tuple((FILES / name).read_bytes() for name in NAMES)

cut = st.builds(lambda data, end: data[:end], st.sampled_from(WHOLE), st.integers(0, 70_000))
documents = st.one_of(st.sampled_from(WHOLE), cut, st.binary(max_size=200))

schemathesis.openapi.media_type("application/pdf", documents)
schemathesis.openapi.format("binary", documents)


@schemathesis.hook
def filter_body(_: schemathesis.HookContext, body: object) -> bool:
    """Leaves out passwords that are no texts: in a form they arrive as texts all the same."""
    return not isinstance(body, dict) or isinstance(body.get("password", ""), str)
