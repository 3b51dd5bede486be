"""Servers that a run starts, and ends; and what they take of the machine, from /proc."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A server on loopback; `roots` are the processes whose trees do its work, by name."""

    name: str
    port: int
    path: str
    roots: Mapping[str, int]

    def cpu(self) -> dict[str, float]:
        """Seconds that each tree has taken so far."""
        return {name: tree_cpu(root) for name, root in self.roots.items()}

    def ask(self, document: str, variables: Mapping[str, object]) -> Any:
        """The data of an answer; an answer with errors ends the run."""
        answer = json.loads(self.post({"query": document, "variables": variables}))
        if "errors" in answer:
            raise SystemExit(f"{self.name}: {json.dumps(answer['errors'])[:2000]}")
        return answer["data"]

    def post(self, body: object) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        connection.request("POST", self.path, json.dumps(body), headers)
        answer = connection.getresponse().read()
        connection.close()
        return answer


@contextmanager
def running(
    command: Sequence[object],
    port: int,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    *,
    silent: bool = False,
) -> Iterator[int]:
    """The id of a process that listens on this port by then, ended afterwards. `silent`: what it
    complains of is not shown either."""
    env = {**os.environ, **(environment or {})}
    parts = [str(part) for part in command]
    complaints = subprocess.DEVNULL if silent else None
    process = subprocess.Popen(
        parts, env=env, cwd=folder, stdout=subprocess.DEVNULL, stderr=complaints
    )
    try:
        _await_port(process, port)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Memory:
    """How far a process grows from now on, at its highest."""

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")
        # Linux: the highest so far is forgotten.
        Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
        self._before = self._bytes("VmRSS")

    def growth(self) -> int:
        """Bytes of resident memory."""
        return max(0, self._bytes("VmHWM") - self._before)

    def _bytes(self, name: str) -> int:
        lines = self._status.read_text(encoding="utf-8").splitlines()
        found = next(line for line in lines if line.startswith(f"{name}:"))
        return int(found.split()[1]) * 1024


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _await_port(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"{process.args!r} ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{process.args!r} did not listen on {port} within {PATIENCE:.0f} s")


def tree_cpu(root: int) -> float:
    """Seconds of a process and all below it, those that have ended included."""
    return sum(_cpu(pid) for pid in tree(root))


def tree(root: int) -> list[int]:
    parents = {int(path.name): _parent(int(path.name)) for path in Path("/proc").glob("[0-9]*")}
    found, level = [root], [root]
    while level:
        level = [pid for pid, parent in parents.items() if parent in level]
        found += level
    return found


def parent_of(pid: int) -> int:
    parent = _parent(pid)
    assert parent is not None, f"process {pid} has ended"
    return parent


def _parent(pid: int) -> int | None:
    fields = _stat(pid)
    return int(fields[1]) if fields else None


def _cpu(pid: int) -> float:
    fields = _stat(pid)
    # utime, stime, and of children that were waited for.
    return sum(map(int, fields[11:15])) / TICKS


def _stat(pid: int) -> list[str]:
    """The fields behind the name, which may hold blanks; empty when the process has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()
