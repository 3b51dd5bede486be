"""`jiedui network --graphml FILE --gexf FILE`: what is around a party, or a scope, as files."""

import argparse
from pathlib import Path

from graph.analysis.coverage import View
from graph.analysis.extent import around, scope
from graph.analysis.neighbourhood import Neighbourhood
from graph.days import date_of
from graph.errors import Invalid
from graph.export.networks import name_around, name_of_scope, network_graph, write_network
from graph.network.snapshot import Snapshot
from graph.words import VillageTarget
from server.address import NETWORK_FORMS
from server.arguments import Parser
from server.command_questions import read_party, read_snapshot, read_view, read_within
from server.demo_marks import saying
from server.output import Json, print_json, say


def add_network_files(network: Parser) -> None:
    for form in NETWORK_FORMS:
        network.add_argument(
            f"--{form[1:]}",
            metavar="文件",
            help=f"写成 {form} 文件，给 Gephi、networkx；不写主体时是 --within 里的全部结对关系",
        )
    network.add_argument(
        "--target",
        choices=[target.text for target in VillageTarget],
        default=VillageTarget.DEEP_POVERTY.text,
        metavar="目标",
        help="文件里哪些村算目标村：deep_poverty 深度贫困村（默认），poor 贫困村（含深度贫困村）",
    )
    network.add_argument("--exited", action="store_true", help="连同已退出的村")


def wanted_files(options: argparse.Namespace) -> dict[str, Path]:
    """By form; none when the network is to be printed."""
    named = {form: getattr(options, form[1:]) for form in NETWORK_FORMS}
    return {form: Path(name) for form, name in named.items() if name}


def run_network_files(options: argparse.Namespace, files: dict[str, Path]) -> int:
    snapshot, view = read_snapshot(options), read_view(options)
    name, found = _found(snapshot, view, options)
    graph = network_graph(snapshot, view, found, name)
    date = date_of(view.day)
    for form, path in files.items():
        content = write_network(graph, form, saying(f"{name}，截至 {date}", demo=snapshot.demo))
        try:
            path.write_bytes(content)
        except OSError as error:
            raise Invalid(f"写不了 {path}：{error.strerror}") from error
    sizes: dict[str, Json] = {
        "parties": len(found.parties),
        "pairings": len(found.pairings),
        "parts": len(found.parts),
    }
    if options.json:
        print_json({"files": [str(path) for path in files.values()], **sizes})
    else:
        said = f"{len(found.parties)} 个主体、{len(found.pairings)} 条结对关系"
        say(f"已写入 {'、'.join(map(str, files.values()))}：{name}，{said}")
    return 0


def _found(
    snapshot: Snapshot, view: View, options: argparse.Namespace
) -> tuple[str, Neighbourhood]:
    within = read_within(snapshot, options)
    if options.party is None:
        return name_of_scope(snapshot, within, None), scope(snapshot, view.day, within)
    center = read_party(snapshot, options.party, within)
    found = around(snapshot, view.day, center, options.hops)
    return name_around(snapshot, center, options.hops), found
