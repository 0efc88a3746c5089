"""Makes the signed file that the service judges every minute: `python -m tests.web.make_canary`.

Its keys are fresh and forgotten: nobody can sign in the name of its authority afterwards.
"""

import io
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from fhvalidate.web import canary
from tests.pki.authority import Authority
from tests.pki.people import ANNA
from tests.pki.signing import sign_b_b
from tests.pki.times import EPOCH

FILE = Path(canary.__file__).with_name("canary.pdf")


def make() -> bytes:
    """A page with a word on it, signed by nobody that anybody believes."""
    signer = Authority.root("fhvalidate canary").issue_person(ANNA)
    page = io.BytesIO()
    canvas = Canvas(page, pagesize=(99, 99), pageCompression=0, invariant=1)
    canvas.drawString(9, 9, "Text")
    canvas.save()
    return sign_b_b(page.getvalue(), signer, field="Canary", at=EPOCH)


if __name__ == "__main__":
    FILE.write_bytes(make())
