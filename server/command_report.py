"""The command that writes the quarter's report of a district."""

import argparse
from pathlib import Path

from graph.days import today
from graph.errors import Invalid
from graph.network.snapshot import Snapshot
from graph.words import PartyKind, Side
from server.address import REPORT_FORMS
from server.arguments import Commands, Parser, add_command, add_json
from server.command_questions import read_party, read_snapshot
from server.output import print_json, say


def add_report(commands: Commands) -> Parser:
    """The command on target villages, which the caller lets choose."""
    report = add_command(
        commands, "report", "一个区的季度报告：覆盖、变化、未结对的村、依赖、参与情况和图"
    )
    report.add_argument("district", metavar="支援区", help="编码或名称，如 大兴区")
    report.add_argument("--quarter", metavar="季度", help="如 2020Q2（默认今天所在的季度）")
    report.add_argument("--to", required=True, metavar="文件", help="写到哪里，.docx 或 .xlsx")
    report.set_defaults(run=run_report)
    add_json(report)
    return report


def run_report(options: argparse.Namespace) -> int:
    # The web's packages and those of files are loaded for this command alone.
    from server.reports.command import report_file  # noqa: PLC0415

    path = Path(options.to)
    form = path.suffix.lower()
    if form not in REPORT_FORMS:
        raise Invalid(f"报告只能写成 {' 或 '.join(REPORT_FORMS)}，不能写成“{path.name}”")
    snapshot = read_snapshot(options)
    key = _district(snapshot, options.district)
    query = {
        "quarter": options.quarter or "",
        "target": options.target,
        "exited": "1" if options.exited else "",
    }
    made = report_file(snapshot, today(), key, query, form)
    _save(made.content, path)
    for trouble in made.troubles:
        say(f"注意：{trouble}")
    if options.json:
        told = {"file": options.to, "title": made.title, "day": made.day.isoformat()}
        print_json({**told, "quarter": made.quarter, "notices": made.troubles})
    else:
        say(f"已写入 {options.to}：{made.title}，截至 {made.day}")
    return 0


def _district(snapshot: Snapshot, text: str) -> str:
    """The key of the donor district that this names, with its type or without; of whatever else it
    names, if of nothing such. Raises NotFound."""
    parties = snapshot.parties
    called = [
        row
        for row in range(len(parties))
        if parties.side.at[row] == Side.DONOR
        and parties.kind.at[row] == PartyKind.COUNTY
        and parties.name(row) in (text, f"{text}区")
    ]
    return parties.key(called[0] if len(called) == 1 else read_party(snapshot, text))


def _save(content: bytes, path: Path) -> None:
    """A file whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Invalid(f"写不了 {path}：{error.strerror}") from error
