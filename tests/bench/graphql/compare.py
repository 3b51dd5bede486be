"""GraphQL: ours beside the same schema in Strawberry with SQLAlchemy, and beside PostGraphile.

    make bench-graphql                 Beijing's size (M)
    make bench-graphql SIZE=S          a tenth of it
    make bench-graphql BENCH=--markdown     the table for the README as well

Every server answers every question alike, or the run stops before anything is timed. Then they
are asked in turn, round after round, by 1 client and by 8.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import postgres
from clients import Answers, Load
from figures import Cell, Cells, markdown, plain
from filling import Ledgers, fill, village_keys
from processes import Server
from questions import CENTERS, questions
from servers import POSTGRAPHILE, all_running, versions
from sizes import SIZES
from wording import Question, Wording

HERE = Path(__file__).parent
CLIENTS = (1, 8)
SINGLY = 64
"""How many nodes are asked for in turn."""


def main() -> None:
    parser = argparse.ArgumentParser(description="GraphQL: ours beside its peers.")
    parser.add_argument("--size", choices=CENTERS, default="M")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each load")
    parser.add_argument("--only", nargs="*", help="questions, such as Q1 Q4")
    parser.add_argument("--markdown", action="store_true", help="print the README's table too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jiedui-") as folder, postgres.running() as server:
        started = time.monotonic()
        ledgers = fill(Path(folder), options.size, server)
        print(f"{options.size}: {SIZES[options.size]}")
        print(f"loaded twice in {time.monotonic() - started:.0f} s")
        with all_running(ledgers) as servers:
            asked = [
                question
                for question in make_questions(options.size, ledgers, servers)
                if not options.only or question.name in options.only
            ]
            for question in asked:
                check(question, servers)
            cells = measure(asked, servers, options.rounds, options.seconds)
        compared = versions(ledgers)
    print(plain(asked, cells, compared))
    if options.markdown:
        print(markdown(asked, cells, compared))


def make_questions(size: str, ledgers: Ledgers, servers: Sequence[Server]) -> list[Question]:
    """The nodes to ask for are villages, from all over; PostGraphile has ids of its own."""
    peer = next(server for server in servers if server.name == POSTGRAPHILE)
    villages = village_keys(ledgers.ours)
    keys = villages[:: len(villages) // SINGLY][:SINGLY]
    named = "query Id($key: String!) { party: partyByKey(key: $key) { id } }"
    ids = [peer.ask(named, {"key": key})["party"]["id"] for key in keys]
    return questions(CENTERS[size], keys, ids)


def wording(question: Question, server: Server) -> Wording:
    return question.postgraphile if server.name == POSTGRAPHILE else question.ours


def check(question: Question, servers: Sequence[Server]) -> None:
    """The run stops when two servers answer differently."""
    answers = {}
    for server in servers:
        asked = wording(question, server)
        answers[server.name] = [
            asked.read(server.ask(asked.document, variables)) for variables in asked.variables
        ]
    first, *others = answers
    for other in others:
        if answers[other] != answers[first]:
            raise SystemExit(f"{question.name}: {other} answers not as {first} does")


def measure(
    asked: Sequence[Question], servers: Sequence[Server], rounds: int, seconds: float
) -> Cells:
    """In turn, so that what else the machine does falls on all alike; a first round warms up."""
    cells: Cells = {}
    for question in asked:
        for server in servers:
            load(question, server, CLIENTS[-1], 0.5)
    for _ in range(rounds):
        for question in asked:
            for clients in CLIENTS:
                for server in servers:
                    before = server.cpu()
                    answers = load(question, server, clients, seconds)
                    after = server.cpu()
                    spent = {name: after[name] - before[name] for name in after}
                    key = question.name, server.name, clients
                    cells.setdefault(key, Cell()).add(answers, spent)
    return cells


def load(question: Question, server: Server, clients: int, seconds: float) -> Answers:
    asked = wording(question, server)
    bodies = [
        json.dumps({"query": asked.document, "variables": variables})
        for variables in asked.variables
    ]
    order = Load(server.port, server.path, bodies, clients, seconds, least=clients * 3)
    command = [sys.executable, str(HERE / "clients.py")]
    text = json.dumps(asdict(order))
    ran = subprocess.run(command, input=text, check=True, capture_output=True, text=True)
    return Answers(**json.loads(ran.stdout))


if __name__ == "__main__":
    main()
