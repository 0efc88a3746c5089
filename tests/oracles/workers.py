"""Drawing programs that run as long as they live: a line asks, a line answers."""

import contextlib
import os
import select
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MAX_ANSWERS = 400
"""How many files one process draws: what leaks in it is gone with it."""


class NoAnswerError(Exception):
    """The program ended, or took too long, and is started anew for the next file."""


@dataclass(slots=True)
class Worker:
    """A program that is started when it is first asked, and again when it has died."""

    command: Sequence[str]
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    started: Callable[[], None] = lambda: None
    _process: "subprocess.Popen[bytes] | None" = None
    _answers: int = 0
    _unread: bytes = b""

    def ask(self, question: str, *, ends: Callable[[str], bool], seconds: float) -> list[str]:
        """The lines of the answer, up to the one that ends it."""
        if self._answers >= MAX_ANSWERS:
            self.close()
        process = self._process or self._start()
        self._answers += 1
        lines: list[str] = []
        until = time.monotonic() + seconds
        try:
            self._write(process, question)
            while not lines or not ends(lines[-1]):
                lines.append(self._line(process, until))
        except (OSError, NoAnswerError) as error:
            self.close()
            raise NoAnswerError(" ".join(lines)) from error
        return lines

    def close(self) -> None:
        """End the program."""
        process, self._process, self._answers, self._unread = self._process, None, 0, b""
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _start(self) -> "subprocess.Popen[bytes]":
        self.started()
        self._process = subprocess.Popen(
            list(self.command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env=os.environ | self.environment,
            bufsize=0,
        )
        return self._process

    def _write(self, process: "subprocess.Popen[bytes]", question: str) -> None:
        if process.stdin is None:
            raise NoAnswerError(question)
        process.stdin.write(question.encode() + b"\n")

    def _line(self, process: "subprocess.Popen[bytes]", until: float) -> str:
        if process.stdout is None:
            raise NoAnswerError
        while b"\n" not in self._unread:
            ready, _, _ = select.select([process.stdout], [], [], max(until - time.monotonic(), 0))
            got = os.read(process.stdout.fileno(), 65536) if ready else b""
            if not got:
                raise NoAnswerError("ended" if ready else "too slow")
            self._unread += got
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode("utf-8", "replace")
