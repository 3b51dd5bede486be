"""What hostile documents cost the server: CPU and wall time, memory, and how long others wait.

    make bench-graphql                 the comparison, then this
    PYTHONPATH=tests:tests/bench python tests/bench/graphql/hostile.py --size S

Each document is posted twice to our server: alone, for what it takes; then, changed by a blank so
that nothing is remembered of it, while another client asks /healthz without a pause.
"""

from __future__ import annotations

import argparse
import http.client
import json
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filling import fill_ours
from hostile_documents import DOCUMENTS
from processes import Memory, Server, tree_cpu
from questions import CENTERS
from servers import ours

CPU_MS, GROWTH_MB, WAIT_MS = 100, 50, 200
"""What no document may take: of CPU, of memory, of another client's time."""


@dataclass(frozen=True)
class Harm:
    """What one document did."""

    name: str
    status: int
    cpu_ms: float
    wall_ms: float
    growth_mb: float
    wait_ms: float

    @property
    def too_much(self) -> bool:
        grew = self.growth_mb > GROWTH_MB
        return self.cpu_ms > CPU_MS or grew or self.wait_ms > WAIT_MS or self.status >= 500

    def __str__(self) -> str:
        return (
            f"{self.name[:60]:60} {self.status} {self.cpu_ms:8.0f} {self.wall_ms:8.1f}"
            f" {self.growth_mb:8.1f} {self.wait_ms:8.1f}"
        )


HEAD = f"{'document':60} {'':3} {'CPU ms':>8} {'wall ms':>8} {'MB more':>8} {'wait ms':>8}"


def main() -> None:
    parser = argparse.ArgumentParser(description="What hostile documents cost the server.")
    parser.add_argument("--size", choices=CENTERS, default="M")
    size = parser.parse_args().size
    with (
        tempfile.TemporaryDirectory(prefix="jiedui-") as folder,
        ours(fill_ours(Path(folder), size)) as server,
    ):
        _post(server, {"query": "{ __typename }"})
        harms = [measure(server, name, body) for name, body in DOCUMENTS]
    print(summary(size, harms))
    if any(harm.status >= 500 for harm in harms):
        raise SystemExit("a document was answered by a fault of the server")


def measure(server: Server, name: str, body: object) -> Harm:
    pid = server.roots["python"]
    memory, spent, started = Memory(pid), tree_cpu(pid), time.perf_counter()
    status = _post(server, body)
    wall, cpu, growth = time.perf_counter() - started, tree_cpu(pid) - spent, memory.growth()
    with waiting(server) as waits:
        _post(server, _changed(body))
    return Harm(name, status, cpu * 1000, wall * 1000, growth / 1e6, max(waits) * 1000)


def summary(size: str, harms: Sequence[Harm]) -> str:
    lines = [f"\n{len(harms)} hostile documents to {size}; the worst of each kind:", HEAD]
    for what in ("cpu_ms", "wall_ms", "growth_mb", "wait_ms"):
        lines.append(str(max(harms, key=lambda harm: float(getattr(harm, what)))))
    over = [harm for harm in harms if harm.too_much]
    limits = f"{CPU_MS} ms of CPU, {GROWTH_MB} MB, {WAIT_MS} ms of waiting at /healthz or a 5xx"
    lines.append(f"{len(over)} above {limits}" + (":" if over else "."))
    return "\n".join([*lines, *map(str, over)])


@contextmanager
def waiting(server: Server) -> Iterator[list[float]]:
    """How long each answer of /healthz took meanwhile, in seconds; those before and after too."""
    found: list[float] = []
    enough = threading.Event()

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        while not enough.is_set():
            started = time.perf_counter()
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, "/healthz must not fail"
            found.append(time.perf_counter() - started)
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    while not found:
        time.sleep(0.001)
    yield found
    enough.set()
    thread.join()


def _post(server: Server, body: object) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Content-Type": "application/json"}
    connection.request("POST", server.path, json.dumps(body), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def _changed(body: object) -> object:
    if isinstance(body, dict) and isinstance(body.get("query"), str):
        return {**body, "query": body["query"] + " "}
    return body


if __name__ == "__main__":
    main()
