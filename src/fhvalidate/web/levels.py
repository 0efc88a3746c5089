"""The level that a signature is told to have: one rule for the answers in DSS's and SiVa's form."""

from collections.abc import Mapping

from fhvalidate.frozen import FrozenMapping
from fhvalidate.report.signature_report import SignatureReport
from fhvalidate.signature import Level

# What validation data add to a level, which are those of a chain only where it leads to an anchor.
_WITHOUT_CHAIN: Mapping[Level, Level] = FrozenMapping(
    {
        Level.LT: Level.T,
        Level.LTA: Level.T,
        Level.PKCS7_LT: Level.PKCS7_T,
        Level.PKCS7_LTA: Level.PKCS7_T,
    }
)


def told_level(signature: SignatureReport) -> Level:
    """By what is in the file; and, as in DSS and SiVa, by who is trusted.

    It is what DSS 6.4 and SiVa 3.10.1 answer on the project's documents, with and without trust.
    What was confirmed is another question, which the indication answers.
    """
    chains = [signature.chain, *(stamp.chain for stamp in signature.timestamps)]
    led = all(any(each.anchor for each in chain) for chain in chains)
    return signature.level if led else _WITHOUT_CHAIN.get(signature.level, signature.level)
