"""Programs of Node.js that the API is tried with; `make test` installs them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests/graphql_tools"
PATH = (str(FOLDER / "node_modules/.bin"), str(ROOT / ".venv/bin"), os.environ["PATH"])


def run(*command: str, cwd: Path = FOLDER, given: str = "") -> str:
    """What a program says to what it is given, warnings among it. Fails with that when the program
    does."""
    environment = {"PATH": os.pathsep.join(PATH), "HOME": str(cwd), "NO_COLOR": "1"}
    ran = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, f"{ran.stdout}{ran.stderr}"
    return f"{ran.stdout}{ran.stderr}"
