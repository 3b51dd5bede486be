"""schemathesis, offline from the printed SDL, finds nothing in the small network.

More by JIEDUI_FUZZ=500, which is how many operations are drawn of each field.
"""

from __future__ import annotations

import logging
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_graphql_audits import serving

from schema.build import SDL

TESTS = Path(__file__).parent
EXAMPLES = os.environ.get("JIEDUI_FUZZ", "25")


def test_fuzzing_finds_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    seed = random.randrange(1_000_000)
    with serving() as address, caplog.at_level(logging.ERROR):
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "run", str(SDL), "--url", address),
            *("--phases", "fuzzing", "--max-examples", EXAMPLES, "--seed", str(seed)),
            # Their place takes schemathesis_checks: what a number may be no SDL can say.
            *("--exclude-checks", "not_a_server_error,positive_data_acceptance"),
            *("--continue-on-failure", "--no-color", "--generation-database", "none"),
        ]
        # That process runs nothing of ours to measure.
        here = {name: it for name, it in os.environ.items() if not name.startswith("COVERAGE_")}
        environment = here | {
            "SCHEMATHESIS_HOOKS": "schemathesis_checks",
            "PYTHONPATH": os.pathsep.join((str(TESTS), str(TESTS.parent))),
        }
        ran = subprocess.run(
            command,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    generated = re.search(r"(\d+) generated, \1 passed", ran.stdout)
    assert generated, ran.stdout
    assert int(generated[1]) > 10 * int(EXAMPLES)
    assert [record.getMessage() for record in caplog.records] == []
