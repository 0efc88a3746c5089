"""A pool whose worker is held until it is let go, without a clock."""

import threading
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from typing import Any

from fhvalidate import Pool, Report, TrustAnchors
from fhvalidate.fetch.evidence import Gathered
from tests.pki import ANNA, EPOCH, Authority
from tests.pki.minutes import minutes
from tests.pki.signing import sign_b_b

LONG = 60.0  # seconds that nothing here takes, also on a slow machine


def same(one: Report, other: Report) -> bool:
    """Whether both say the same, but for when."""
    return replace(one, produced_at=other.produced_at) == other


class Held:
    """A pool with one worker, which is held by a document that waits for what it lacks."""

    def __init__(self, **given: Any) -> None:
        self.began, self.go_on = threading.Event(), threading.Event()
        self.fails = False
        root = Authority.root()
        url = "http://93.184.216.34/ca.crl"
        signer = root.issue_authority(crl_url=url).issue_person(ANNA, crl_url=url)
        self.document = sign_b_b(minutes(), signer)
        self.trust = TrustAnchors.from_pem_or_der(root.pem, name="root.pem")
        self.at = EPOCH + timedelta(minutes=30)
        self.pool = Pool(trust=self.trust, workers=1, fetch=self.gather, **given)

    def hold(self) -> Future[Report]:
        """What is being judged, and will be when it may go on."""
        self.began.clear()
        held = self.pool.submit(self.document, at=self.at)
        assert self.began.wait(LONG)
        return held

    def gather(self, *_: object) -> Gathered:
        self.began.set()
        if self.fails:
            raise InterruptedError
        assert self.go_on.wait(LONG)
        return Gathered()
