"""Worker processes from outside: started, spoken to, ended; and why one died.

Processes live here, nowhere else. A caller with a single thread makes a worker by fork, which has
all that is imported already; another starts Python anew, for a fork of threads is no safe process.
"""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from fhvalidate.errors import UsageError
from fhvalidate.isolated.answers import Cause, NotJudged
from fhvalidate.isolated.frames import BrokenFrameError, Frame, receive, send
from fhvalidate.isolated.settings import ResourceLimits, Settings, Start
from fhvalidate.system_errors import reason_of

START_SECONDS = 60.0  # to import the libraries; 1 s is usual, a busy machine takes ten
ATTEMPTS = 3  # to start one: what kills it while it starts may pass
MAX_MESSAGES = 65_536  # bytes of what a dying process printed
MEMORY_SHARE = 0.6  # of its limit that was resident when it died: then memory was the cause
TASKS = "/proc/self/task"
_CHANGED = frozenset({signal.SIGALRM, signal.SIGXCPU})
_MEMORY_WORDS = (
    b"bad_alloc",
    b"MemoryError",
    b"ut of memory",
    b"OOM",
    b"Cannot allocate memory",
    b"Memory allocation",
)


def is_supported() -> bool:
    """Whether this platform can hold a process to its limits (rlimits, and RLIMIT_AS obeyed)."""
    return sys.platform.startswith("linux") and os.path.exists(TASKS)  # noqa: PTH110


@dataclass(slots=True)
class Process:
    """One process: what is open to it, and how many documents it has judged.

    Attributes:
        popen: how it was started, unless by fork.
        caller_peak: the most memory that the caller had held when it was started, in KiB.
    """

    pid: int
    popen: subprocess.Popen[bytes] | None
    input: int
    output: int
    messages: int
    caller_peak: int
    judged: int = 0


def start(settings: Settings, limits: ResourceLimits, *, networked: bool = False) -> Process:
    """A process that is ready to judge; what dies while it starts is started again.

    One that is `networked` may reach out, to read what lies there, and is to parse nothing.

    Raises:
        UsageError: `worker-not-started`, with the last words of the third.
    """
    first = Start.of(settings, limits, networked=networked)
    for _ in range(ATTEMPTS - 1):
        with suppress(UsageError):
            return _started(first)
    return _started(first)


def _started(first: Start) -> Process:
    try:
        worker = _forked(first) if may_fork() else _spawned()
    except OSError as error:  # no descriptor, no process to be had
        raise UsageError("worker-not-started", reason=reason_of(error)) from error
    for descriptor in (worker.input, worker.output, worker.messages):
        os.set_blocking(descriptor, False)
    deadline = time.monotonic() + START_SECONDS
    try:
        if worker.popen is not None:
            send(worker.input, Frame({"start": first.to_json()}), deadline=deadline)
            _prepare_checks()
        receive(worker.output, limit=0, deadline=deadline)
    except (BrokenFrameError, TimeoutError) as error:
        said = _messages(worker).decode("utf-8", "replace").strip().splitlines()
        end(worker)
        reason = said[-1] if said else type(error).__name__
        raise UsageError("worker-not-started", reason=reason) from error
    return worker


def may_fork() -> bool:
    """Whether this process has one thread, those of native libraries counted."""
    return threading.active_count() == 1 and len(os.listdir(TASKS)) == 1  # noqa: PTH208


def _spawned() -> Process:
    messages, written = os.pipe()
    command = [sys.executable, "-P", "-m", "fhvalidate.isolated.worker"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=written,
        bufsize=0,
        start_new_session=True,  # Ctrl-C is for the caller, who lets the worker finish
    )
    os.close(written)
    if process.stdin is None or process.stdout is None:
        raise UsageError("worker-not-started", reason="no pipe")
    # The descriptors are closed here, not by whoever collects the object.
    own = [os.dup(stream.fileno()) for stream in (process.stdin, process.stdout)]
    process.stdin.close()
    process.stdout.close()
    return Process(process.pid, process, own[0], own[1], messages, _peak())


def _forked(first: Start) -> Process:
    from fhvalidate.isolated import worker  # with all that a judgement imports
    from fhvalidate.words.catalogue import Language, templates

    for language in Language:  # which both need: once, not once in each
        templates(language)
    peak = _peak()
    pipes = [os.pipe() for _ in range(3)]  # its input, its output, its messages
    gc.freeze()  # else the first collection in either makes copies of all that both have
    pid = os.fork()
    if pid == 0:
        worker.serve_forked(pipes[0][0], pipes[1][1], pipes[2][1], first)
    for descriptor in (pipes[0][0], pipes[1][1], pipes[2][1]):
        os.close(descriptor)
    return Process(pid, None, pipes[0][1], pipes[1][0], pipes[2][0], peak)


def memory_told(limits: ResourceLimits) -> str:
    """The memory of a worker in words: less than its limit where this process may have no more."""
    import resource

    own, _ = resource.getrlimit(resource.RLIMIT_AS)
    is_less = own != resource.RLIM_INFINITY and own < limits.bytes
    return f"{own >> 20 if is_less else limits.memory} MB"


def _peak() -> int:
    import resource  # not on every platform; is_supported() was asked

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _prepare_checks() -> None:
    """Reads the schema of reports, which imports their model, while the worker is starting."""
    from fhvalidate.report.checking import schema_problem

    schema_problem(None)


def death_of(worker: Process, limits: ResourceLimits) -> NotJudged:
    """Why a process ended by itself: its signal, what it printed and how much memory it had."""
    said = _messages(worker)
    _close(worker)
    with suppress(ProcessLookupError):  # not Popen.kill, which would take the exit status away
        os.killpg(worker.pid, signal.SIGKILL)
    _, status, usage = os.wait4(worker.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if worker.popen is not None:
        worker.popen.returncode = code
    ended_by = -code
    if ended_by in _CHANGED:
        return NotJudged(Cause.TIMEOUT, f"{limits.seconds:g} s")
    # Linux counts what the caller held when it started the process as the process's own.
    own_peak = usage.ru_maxrss if usage.ru_maxrss > worker.caller_peak else 0
    large = own_peak * 1024 > MEMORY_SHARE * limits.bytes
    if large or any(word in said for word in _MEMORY_WORDS):
        return NotJudged(Cause.MEMORY, memory_told(limits))
    return NotJudged(Cause.CRASH, signal.Signals(ended_by).name if ended_by > 0 else "exit")


def end(worker: Process) -> None:
    """Ends the process, and those that it has started: an engine of text recognition is one."""
    kill(worker)
    _close(worker)
    if worker.popen is not None:
        worker.popen.wait()
    else:
        with suppress(ChildProcessError):
            os.waitpid(worker.pid, 0)


def kill(worker: Process) -> None:
    """Has the process end, with those that it has started; whoever speaks to it finds it dead."""
    with suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    with suppress(ProcessLookupError):  # a fork that has no session of its own yet
        os.kill(worker.pid, signal.SIGKILL)


def _messages(worker: Process) -> bytes:
    with suppress(OSError):
        return os.read(worker.messages, MAX_MESSAGES)
    return b""


def _close(worker: Process) -> None:
    for descriptor in (worker.input, worker.output, worker.messages):
        with suppress(OSError):
            os.close(descriptor)
