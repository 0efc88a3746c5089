"""Makes a worker process behave as a hostile file makes a native library behave.

It is found by PYTHONPATH and gives the reader of documents the faults that a file's bytes ask for:
a loop that never ends, memory without end, a segmentation fault, a call to another machine; and the
reader of pages the one that `FAULT_OF_PAGES` names, `crash:<part of the file>`. Nothing else is
changed.
"""

import os
import signal
import socket
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

DOCUMENT, PAGES = "fhvalidate.pdf.document.document", "fhvalidate.pdf.pages.text"


class _Faults(MetaPathFinder):
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name not in {DOCUMENT, PAGES}:
            return None
        spec = PathFinder.find_spec(name, path, target)
        assert spec is not None
        loader: Any = spec.loader
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            if name == DOCUMENT:
                vars(module)["read_document"] = _hostile(vars(module)["read_document"])
            else:
                vars(module)["read_pages"] = _costly(module, vars(module)["read_pages"])

        loader.exec_module = exec_module
        return spec


def _hostile(read_document: Any) -> Any:
    def read(data: bytes, **options: Any) -> Any:
        for name, fault in FAULTS.items():
            if b"%fault:" + name.encode() in data:
                fault()
        return read_document(data, **options)

    return read


def _costly(module: ModuleType, read_pages: Any) -> Any:
    name, _, part = os.environ.get("FAULT_OF_PAGES", "").partition(":")

    def read(data: bytes, *rest: Any, **options: Any) -> Any:
        if name and part.encode() in data:
            with vars(module)["PDFIUM"]:
                FAULTS[name]()
        return read_pages(data, *rest, **options)

    return read


def _hang() -> None:
    while True:
        pass


def _crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _memory() -> None:
    held = []
    while True:
        held.append(bytearray(1 << 24))


def _print() -> None:
    os.write(1, b"\x00" * 64)


def _network() -> None:
    socket.create_connection(("127.0.0.1", 9))


FAULTS = {"hang": _hang, "crash": _crash, "memory": _memory, "print": _print, "network": _network}


def _die_while_starting(folder: str) -> None:
    """Ends the worker for each file in the folder, which is then removed."""
    for file in Path(folder).iterdir():
        file.unlink()
        os.write(2, b"no room\n")
        os._exit(1)


if "FHVALIDATE_TEST_DEATHS" in os.environ and "fhvalidate.isolated.worker" in sys.orig_argv:
    _die_while_starting(os.environ["FHVALIDATE_TEST_DEATHS"])
sys.meta_path.insert(0, _Faults())
