"""The main pages under Lighthouse: served over the demonstration, seen by the machine's Chromium.

`python tests/bench/lighthouse/pages.py` (or `make lighthouse`) prints a line for each page, worst
first what each group finds fault with, and ends in failure when a score lies below LEAST.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chromium import FLAGS, executable
from nodejs import node
from processes import free_port, running

HERE = Path(__file__).parent
JIEDUI = Path(sys.executable).parent / "jiedui"
LEAST = 95
AT = "at=2020-08-26"
PAGES = {
    "首页": "/",
    "覆盖": "/coverage",
    "待结对村": "/uncovered",
    "结对关系": "/pairings",
    "支援区的图": "/districts/110115",
    "县": "/parties/653221",
    "结对方案": "/proposals?within=653221",
    "走势": "/series",
    "变化": "/changes",
    "周围": "/network?center=110115",
}
"""The ten main pages, as of a day on which the demonstration has much to show."""
FORMS = ("mobile", "desktop")
GROUPS = ("performance", "accessibility", "best-practices", "seo")


@dataclass(frozen=True)
class Seen:
    """One page in one form: scores up to 100, None for a group that does not apply."""

    page: str
    form: str
    scores: Mapping[str, int | None]
    figures: Mapping[str, float | None]
    faults: Mapping[str, list[str]]

    @property
    def worst(self) -> int:
        return min(score for score in self.scores.values() if score is not None)


def main() -> None:
    parser = argparse.ArgumentParser(description="The main pages under Lighthouse.")
    parser.add_argument("--forms", nargs="*", choices=FORMS, default=FORMS)
    parser.add_argument("--only", nargs="*", choices=PAGES, default=list(PAGES))
    parser.add_argument("--markdown", action="store_true", help="print the README's table")
    arguments = parser.parse_args()
    with served() as address, browsing() as port:
        found = list(measured(address, port, arguments.only, arguments.forms))
    for seen in found:
        for group, faults in seen.faults.items():
            for fault in faults:
                print(f"{seen.page} ({seen.form}) {group}: {fault}")
    print("\n".join(table(found) if arguments.markdown else map(line, found)))
    if below := [seen for seen in found if seen.worst < LEAST]:
        sys.exit(f"{len(below)} of {len(found)} below {LEAST}")


@contextmanager
def served() -> Iterator[str]:
    """The address of the demonstration, as a user would serve it."""
    with tempfile.TemporaryDirectory() as folder:
        url, port = f"sqlite:///{folder}/demo.db", free_port()
        subprocess.run([JIEDUI, "load", "demo", "--database", url], check=True)
        command = [JIEDUI, "serve", "--database", url, "--port", port]
        with running(command, port):
            yield f"http://127.0.0.1:{port}"


@contextmanager
def browsing() -> Iterator[int]:
    """The port on which a Chromium of our own takes orders."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        port = free_port()
        orders = [f"--remote-debugging-port={port}", f"--user-data-dir={profile}", "--headless=new"]
        # A machine without a desktop makes it complain much.
        with running([executable(), *FLAGS, *orders, "about:blank"], port, silent=True):
            yield port


def measured(address: str, port: int, pages: list[str], forms: list[str]) -> Iterator[Seen]:
    names = {addressed(address, PAGES[page]): page for page in pages}
    order = json.dumps({"port": port, "forms": list(forms), "addresses": list(names)})
    command = [node(HERE), str(HERE / "measure.mjs")]
    ran = subprocess.run(command, input=order, stdout=subprocess.PIPE, text=True, check=True)
    for text in ran.stdout.splitlines():
        seen = json.loads(text)
        yield Seen(names[seen.pop("address")], **seen)


def addressed(address: str, path: str) -> str:
    return f"{address}{path}{'&' if '?' in path else '?'}{AT}"


def line(seen: Seen) -> str:
    scores = " ".join(f"{group} {seen.scores[group]}" for group in GROUPS)
    return f"{seen.page} ({seen.form}): {scores}; {figures(seen)}"


def figures(seen: Seen) -> str:
    found = {name: figure or 0.0 for name, figure in seen.figures.items()}
    first, largest = found["firstPaint"] / 1000, found["largestPaint"] / 1000
    shift, size = found["shift"], found["bytes"] / 1000
    return f"paint {first:.1f} to {largest:.1f} s, shift {shift:.3f}, {size:.0f} kB"


def table(found: list[Seen]) -> Iterator[str]:
    heads = ("page", "form", *GROUPS, "largest paint s", "shift", "kB")
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for seen in found:
        scores = " | ".join(str(seen.scores[group]) for group in GROUPS)
        paint, shift = seen.figures["largestPaint"] or 0.0, seen.figures["shift"] or 0.0
        size = (seen.figures["bytes"] or 0.0) / 1000
        cells = f"{paint / 1000:.1f} | {shift:.3f} | {size:.0f}"
        yield f"| {seen.page} `{PAGES[seen.page]}` | {seen.form} | {scores} | {cells} |"


if __name__ == "__main__":
    main()
