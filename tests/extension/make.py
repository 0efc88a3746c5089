"""Makes the committed file with a token anew: `python -m tests.extension.make`.

The keys are fresh each time and forgotten.
"""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from tests.extension.issuing import issuer_of
from tests.extension.test_issuing import at_level, bench

FILES = Path(__file__).parent / "files"


def make(folder: Path) -> None:
    """Minutes of level B-B with a token, and the certificate of its issuer."""
    issued = bench().issue(at_level("b-b"))
    (folder / "with-token.pdf").write_bytes(issued.data)
    certificate = issuer_of("ES256").certificate.public_bytes(Encoding.PEM)
    (folder / "issuer.pem").write_bytes(certificate)


if __name__ == "__main__":
    make(FILES)
