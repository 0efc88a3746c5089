"""The list of what was made: one line of JSON for each file, from which `flows.toml` is made."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of one writer."""

    folder: Path
    writer: str
    version: str

    def add(self, name: str, data: bytes, *, base: str, steps: str) -> None:
        """Write the file and its line."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.pdf").write_bytes(data)
        line = {
            "file": f"{name}.pdf",
            "writer": self.writer,
            "version": self.version,
            "base": base,
            "steps": steps,
        }
        (self.folder / f"{name}.json").write_text(json.dumps(line, ensure_ascii=False) + "\n")
