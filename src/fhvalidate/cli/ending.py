"""How a command ends that is told to: SIGTERM, which a service manager sends, is as Ctrl-C."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ended_as_by_ctrl_c() -> Iterator[None]:
    """Has SIGTERM raise KeyboardInterrupt, so that what is half made is removed.

    Whoever has a handler of their own, or ignores it, keeps that; only a main thread has handlers.
    """
    number = signal.SIGTERM
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(number) is not signal.SIG_DFL:
        yield
        return
    signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(number, signal.SIG_DFL)
