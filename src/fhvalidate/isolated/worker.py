"""The worker process: a fork, or `python -m fhvalidate.isolated.worker`, spoken to in frames.

Its standard input and output are the pipes to the caller. It gives itself its limits before it has
read a byte of any document, and has no network: what is missing it asks its caller for.
"""

import gc
import os
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

from fhvalidate.isolated.boundaries import Boundaries, end_with, live_without
from fhvalidate.isolated.fetching import asking_caller
from fhvalidate.isolated.frames import MAX_PAYLOAD, BrokenFrameError, Frame, receive, send
from fhvalidate.isolated.requests import Requests
from fhvalidate.isolated.settings import Start
from fhvalidate.isolated.stamping import stamping_by_caller
from fhvalidate.isolated.trying import trying_by_caller
from fhvalidate.stages import Stage

INPUT, OUTPUT, MESSAGES = 0, 1, 2
FOR_THE_OWNER = 0o077  # umask: the pictures of pages that Tesseract reads lie in a folder of all's
# Objects made before the next look for garbage. Next to none of it is in circles: by the usual 700
# a tenth of a big file's time goes into looks that find nothing.
FRESH = 50_000


def main() -> int:
    """Answers requests until the caller closes the pipe; the first frame says by what."""
    with suppress(BrokenFrameError):
        _serve(Start.from_json(receive(INPUT, limit=0).header["start"]))
    return 0


def serve_forked(requests: int, answers: int, messages: int, first: Start) -> NoReturn:
    """What a fork does instead of all that its caller would do next; it never returns."""
    code = 1
    try:
        os.setsid()  # Ctrl-C is for the caller, who lets the worker finish
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        for own, standard in ((requests, INPUT), (answers, OUTPUT), (messages, MESSAGES)):
            os.dup2(own, standard)
        os.closerange(MESSAGES + 1, os.sysconf("SC_OPEN_MAX"))
        with suppress(BrokenFrameError):
            _serve(first)
        code = 0
    finally:
        # What the caller has not written yet is not this process's to write.
        os._exit(code)


def _serve(first: Start) -> None:
    os.umask(FOR_THE_OWNER)
    output = os.dup(OUTPUT)
    # What a library prints must not be taken for an answer.
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), OUTPUT)

    def tell(stage: Stage, *, begun: bool) -> None:
        send(output, Frame({"stage": stage, "begun": begun}))

    def ask(frame: Frame) -> Frame:
        live_without(INPUT)
        send(output, frame)
        answer = receive(INPUT, limit=MAX_PAYLOAD)
        end_with(INPUT)
        return answer

    if not first.networked:
        sys.addaudithook(_without_network)
    boundaries = Boundaries(first.limits, tell)
    boundaries.enter()
    requests = Requests(
        first.settings,
        asking_caller(ask) if first.fetches else None,
        trying_by_caller(ask) if first.tries_pdf_a else None,
        stamping_by_caller(ask),
    )
    gc.freeze()  # what is there now stays: no collection need look through it again
    gc.set_threshold(FRESH)
    send(output, Frame({"ready": True}))
    while True:
        request = receive(INPUT, limit=MAX_PAYLOAD)
        boundaries.start(INPUT)
        answer = requests.answer(request)
        boundaries.stop(INPUT)
        send(output, answer)
        if answer.header.get("cause") == "memory":
            return  # what is left of the memory is not known


def _without_network(event: str, _: tuple[Any, ...]) -> None:
    """Refuses what would reach out; no document is to speak to anybody."""
    if event in {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"}:
        raise PermissionError("a worker has no network")


if __name__ == "__main__":
    sys.exit(main())
