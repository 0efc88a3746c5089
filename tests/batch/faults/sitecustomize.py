"""Makes a worker process behave as a hostile file makes a native library behave.

It is found by PYTHONPATH and gives the reader of documents the faults that a file's bytes ask for:
a loop that never ends, memory without end, a segmentation fault. Nothing else is changed.
"""

import os
import signal
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder


class _Faults(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != "fhvalidate.pdf.document":
            return None
        spec = PathFinder.find_spec(name, path, target)
        loader = spec.loader
        execute = loader.exec_module

        def exec_module(module):
            execute(module)
            module.read_document = _hostile(module.read_document)

        loader.exec_module = exec_module
        return spec


def _hostile(read_document):
    def read(data, **options):
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
