"""Canary: a signed file and an altered one, judged every minute; whoever calls them alike is ill.

Nobody believes the authority of the file, whose keys are gone: it holds as far as it can be known,
and its altered twin is broken. Time and policy are fixed, so the answers are always the same.
"""

import asyncio
from datetime import UTC, datetime
from importlib import resources

from fhvalidate.errors import BusyError, RequestRefusedError
from fhvalidate.frozen import frozen
from fhvalidate.policy import Policy
from fhvalidate.report.detail import Detail
from fhvalidate.report.model import Report
from fhvalidate.web.judging import Judging

EVERY = 60.0  # seconds
AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
PAGE_TEXT, OTHER_TEXT = b"(Text) Tj", b"(Test) Tj"
EXPECTED = ("indeterminate/no-certificate-chain-found", "invalid/hash-failure")


@frozen
class CanaryState:
    """What came of the last look.

    Attributes:
        looked_at: when; None before the first.
        difference: what came instead of what was expected; empty: nothing else.
    """

    looked_at: datetime | None = None
    difference: str = "not looked yet"

    @property
    def is_well(self) -> bool:
        """Whether the last look gave what it should."""
        return not self.difference


class Canary:
    """Looks whether documents are judged as they should be."""

    def __init__(self, judging: Judging) -> None:
        self.state = CanaryState()
        self._judging = judging
        signed = (resources.files("fhvalidate.web") / "canary.pdf").read_bytes()
        self._files = (signed, signed.replace(PAGE_TEXT, OTHER_TEXT))

    async def look(self) -> None:
        """Judges both files; a queue that is full says nothing of the health."""
        try:
            found = [answered(await self._report(data)) for data in self._files]
        except BusyError:
            return
        except RequestRefusedError as error:
            self.state = CanaryState(datetime.now(UTC), error.code)
            return
        difference = "" if tuple(found) == EXPECTED else ", ".join(found)
        self.state = CanaryState(datetime.now(UTC), difference)

    async def keep_looking(self) -> None:
        """Looks every minute, until it is cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            await self.look()

    async def _report(self, data: bytes) -> Report:
        policy = Policy.named("default")
        return await self._judging.report(data, at=AT, policy=policy, detail=Detail.DEFAULT)


def answered(report: Report) -> str:
    """The verdict, and why the first signature has it."""
    reasons = [str(each.sub_indication) for each in report.signatures if each.sub_indication]
    return "/".join((str(report.verdict), *reasons[:1])).lower().replace("_", "-")
