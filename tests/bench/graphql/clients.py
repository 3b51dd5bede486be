"""The load: requests over kept connections, from a process of its own that costs little.

One thread and epoll, no framework: a request costs a send, a receive or a few, and no parsing but
of the length. The body says what is asked; each connection goes through them in turn.

    python tests/bench/graphql/clients.py < load.json > answers.json
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from dataclasses import asdict, dataclass

LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True)
class Load:
    """What to ask at a port of loopback: for some seconds, and a number of times at least."""

    port: int
    path: str
    bodies: list[str]
    clients: int
    seconds: float
    least: int


@dataclass(frozen=True)
class Answers:
    """The latency of each request in ms, and how long all of them took in seconds."""

    latencies: list[float]
    seconds: float


class Connection:
    """One client: it asks, waits for the whole answer, and asks again."""

    def __init__(self, port: int, requests: list[bytes], first: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.latencies: list[float] = []
        self._requests, self._next = requests, first
        self._view = memoryview(bytearray(LARGEST))
        self._filled, self._wanted, self._started = 0, 0, 0.0

    def ask(self) -> None:
        self._filled = self._wanted = 0
        request = self._requests[self._next % len(self._requests)]
        self._next += 1
        self._started = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Is the answer whole?"""
        count = self.socket.recv_into(self._view[self._filled :])
        if not count:
            raise ConnectionError("the server closed the connection")
        self._filled += count
        if not self._wanted:
            self._wanted = self._length()
        if not self._wanted or self._filled < self._wanted:
            return False
        self.latencies.append((time.perf_counter() - self._started) * 1000)
        return True

    def _length(self) -> int:
        """Of head and body together; 0 while the head is not whole."""
        head, end, _ = bytes(self._view[: min(self._filled, 4096)]).partition(b"\r\n\r\n")
        if not end:
            return 0
        first, *lines = head.lower().split(b"\r\n")
        if b" 200 " not in first + b" ":
            raise ConnectionError(f"the server answered {first.decode()}")
        lengths = [line[15:] for line in lines if line.startswith(b"content-length:")]
        return len(head) + 4 + int(lengths[0])


def run(load: Load) -> Answers:
    requests = [request(load, body.encode()) for body in load.bodies]
    selector = selectors.DefaultSelector()
    connections = [Connection(load.port, requests, number) for number in range(load.clients)]
    started = time.perf_counter()
    for connection in connections:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.ask()
    open_ = len(connections)
    while open_:
        for key, _ in selector.select():
            connection = key.data
            if not connection.receive():
                continue
            enough = len(connection.latencies) * load.clients >= load.least
            if enough and time.perf_counter() - started >= load.seconds:
                selector.unregister(connection.socket)
                connection.socket.close()
                open_ -= 1
            else:
                connection.ask()
    seconds = time.perf_counter() - started
    return Answers([one for each in connections for one in each.latencies], seconds)


def request(load: Load, body: bytes) -> bytes:
    head = (
        f"POST {load.path} HTTP/1.1\r\nHost: 127.0.0.1:{load.port}\r\n"
        "Content-Type: application/json\r\nAccept: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    print(json.dumps(asdict(run(Load(**json.load(sys.stdin))))))
