"""The Node.js that a benchmark's programs run on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def node(folder: Path) -> str:
    """What npm brought into the folder, or the machine's own where npm has none for it."""
    path = os.pathsep.join((str(folder / "node_modules/.bin"), os.environ["PATH"]))
    found = shutil.which("node", path=path)
    if found is None:
        raise SystemExit(f"{folder.name} needs Node.js 22 or newer: install it")
    return found
