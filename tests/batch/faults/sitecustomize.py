"""Makes a worker process behave as a hostile file makes a native library behave.

It is found by PYTHONPATH and gives the reader of documents the faults that a file's bytes ask for:
a loop that never ends, memory without end, a segmentation fault. Nothing else is changed.
"""

import os
import signal
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


class _Faults(MetaPathFinder):
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name != "fhvalidate.pdf.document.document":
            return None
        spec = PathFinder.find_spec(name, path, target)
        assert spec is not None
        loader: Any = spec.loader
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            vars(module)["read_document"] = _hostile(vars(module)["read_document"])

        loader.exec_module = exec_module
        return spec


def _hostile(read_document: Any) -> Any:
    def read(data: bytes, **options: Any) -> Any:
        if b"%fault:hang" in data:
            while True:
                pass
        if b"%fault:crash" in data:
            os.kill(os.getpid(), signal.SIGSEGV)
        if b"%fault:memory" in data:
            held = []
            while True:
                held.append(bytearray(1 << 24))
        if b"%fault:print" in data:
            os.write(1, b"\x00" * 64)
        return read_document(data, **options)

    return read


sys.meta_path.insert(0, _Faults())
