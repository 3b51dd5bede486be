"""The command line. Exit status: 0 done, 1 a check found something, 2 the input was refused."""

import argparse
import os
import sys
from collections.abc import Sequence

from graph.analysis.coverage import Grouping
from graph.analysis.dependence import DependenceGrouping
from graph.analysis.worst import MOST
from graph.errors import Fault, JieduiError
from graph.registry.report import Report
from graph.words import Cover, VillageTarget
from server.arguments import Commands, Parser, add_command, add_json, positive
from server.cli_accounts import add_tokens, add_users
from server.cli_times import add_times
from server.command_batches import run_batches, run_undo
from server.command_dependence import run_dependence, run_withdrawal
from server.command_export import run_export, run_template
from server.command_import import run_import
from server.command_ledger import REFUSED, report_told, run_check, run_load
from server.command_network import add_network
from server.command_participation import add_participation
from server.command_propose import run_propose
from server.command_quality import run_quality
from server.command_questions import run_coverage, run_show, run_uncovered
from server.command_report import add_report
from server.command_serve import run_schema, run_serve
from server.output import Json, print_json, say
from server.settings import setting

LEDGERS = {
    "tasks": "任务清单：镇街与乡镇、村的结对任务",
    "pairings": "结对台账：谁支援谁，什么阶段，何时起止",
    "villages": "深度贫困村名单：哪些村，何时认定，何时退出",
    "organisations": "单位名录：企业、学校、医院等，在哪里，可结对几个村",
}
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    options = parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except JieduiError as error:
        if getattr(options, "json", False):
            print_json(_refusal(options, error))
        say(f"jiedui: {error}")
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader, such as `head`, has enough. Nothing more can be written, at exit neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _refusal(options: argparse.Namespace, error: JieduiError) -> Json:
    """What a program reads of a command that was refused; of an import, as of any other."""
    told: dict[str, Json] = {"error": {"code": error.code, "message": str(error)}}
    if options.run in (run_load, run_import):
        place = str(getattr(options, "file", "") or options.folder)
        fault = Fault(place, str(error))
        return {**report_told(Report(faults=[fault])), **told}
    return told


def parser() -> Parser:
    """All commands, each with its help."""
    top = Parser(
        prog="jiedui",
        description="结对帮扶台账：谁支援谁，哪些深度贫困村已结对、已列任务、未覆盖。",
        epilog="先试：jiedui load sample，再 jiedui coverage --by county，再 jiedui serve。"
        " 退出码：0 完成，1 检查发现问题，2 输入被拒绝且未作改动。",
    )
    commands = top.add_subparsers(required=True, metavar="命令", title="命令")
    _add_ledger_commands(commands)
    _add_exports(commands)
    _add_questions(commands)
    add_users(commands)
    add_tokens(commands)
    _add_server_commands(commands)
    return top


def _add_ledger_commands(commands: Commands) -> None:
    load = add_command(commands, "load", "装入一个数据文件夹；sample 是真实样例，demo 是演示数据")
    load.add_argument(
        "folder",
        metavar="文件夹",
        help="含 divisions.csv 等文件的文件夹；或随程序附带的 sample（真实样例）、"
        "demo（编造的演示数据，装入另一个数据库，例如加 --database sqlite:///demo.db）",
    )
    load.add_argument("--if-empty", action="store_true", help="台账里已有数据时什么也不做")
    load.set_defaults(run=run_load)
    for command in (load, *_add_imports(commands)):
        command.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        add_json(command)
    _add_batches(commands)
    check = add_command(commands, "check", "核对台账：审计链、约束、快照、致贫原因合计")
    check.add_argument(
        "--head",
        metavar="行号:哈希",
        help="以前抄下的审计链末端；核对那之前的记录没有被换过",
    )
    check.set_defaults(run=run_check)
    add_json(check)


def _add_batches(commands: Commands) -> None:
    batches = add_command(commands, "batches", "一批一批的改动：导入、登记、移交等，新的在前")
    batches.add_argument(
        "--number",
        type=positive,
        default=20,
        metavar="批数",
        help="最多列几批（默认 %(default)s）",
    )
    batches.set_defaults(run=run_batches)
    undo = add_command(commands, "undo", "撤销一批改动；后来的改动立在它上面时拒绝，并逐一列出")
    undo.add_argument("batch", type=positive, metavar="第几批", help="jiedui batches 列出的编号")
    undo.set_defaults(run=run_undo)
    for command in (batches, undo):
        add_json(command)


def _add_imports(commands: Commands) -> list[Parser]:
    imports = add_command(commands, "import", "导入一份台账（.xlsx 或 .csv）", database=False)
    ledgers = imports.add_subparsers(required=True, metavar="台账", title="台账")
    added = {name: add_command(ledgers, name, text) for name, text in LEDGERS.items()}
    for name, ledger in added.items():
        ledger.add_argument("file", metavar="文件", help="台账文件，.xlsx 或 .csv")
        ledger.add_argument(
            "--good-rows", action="store_true", help="有错误的行不收，其余照收（默认全收或全不收）"
        )
        ledger.add_argument("--refused", metavar="文件", help="把被拒的行连同问题写成 .xlsx")
        ledger.set_defaults(run=run_import, ledger=name)
    tasks = added["tasks"]
    tasks.add_argument("--district", metavar="区", help="清单里没有“区”一列时，是哪个区，如 大兴区")
    tasks.add_argument("--start", metavar="日期", help="没有起始日期时从哪天起，如 2020-02-25")
    return list(added.values())


def _add_exports(commands: Commands) -> None:
    export = add_command(commands, "export", "把一份台账写成 .xlsx 或 .csv，原样可再导入")
    template = add_command(commands, "template", "写一份空白的台账表格，表头齐全", database=False)
    listed = "，".join(f"{name} {text.partition('：')[0]}" for name, text in LEDGERS.items())
    for command in (export, template):
        command.add_argument("ledger", choices=list(LEDGERS), metavar="台账", help=listed)
        command.add_argument("file", metavar="文件", help="写到哪里，以 .xlsx 或 .csv 结尾")
        add_json(command)
    export.add_argument("--within", metavar="区划", help="只写这个区划的，编码或唯一的名称")
    export.add_argument("--at", metavar="日期", help="只写这一天的（默认全部日期；任务清单为今天）")
    export.set_defaults(run=run_export)
    template.set_defaults(run=run_template)


def _add_questions(commands: Commands) -> None:
    coverage = add_command(commands, "coverage", "目标村的覆盖情况")
    coverage.add_argument(
        "--by",
        choices=[grouping.text for grouping in Grouping],
        metavar="分组",
        help="province 省、prefecture 市州盟、county 县、township 乡镇、donor_district 支援区",
    )
    coverage.set_defaults(run=run_coverage)
    uncovered = add_command(commands, "uncovered", "还没有结对的目标村，覆盖最差的在前")
    uncovered.add_argument(
        "--cover",
        action="append",
        choices=[cover.text for cover in Cover if cover is not Cover.COVERED],
        metavar="覆盖",
        help="只看：planned 已列任务、township_only 仅乡镇、county_only 仅县级、none 无；可多次",
    )
    uncovered.set_defaults(run=run_uncovered)
    show = add_command(commands, "show", "一个主体：在哪里，谁支援它，它支援谁，有哪些数字")
    show.add_argument("party", metavar="主体", help="编码，或唯一的名称")
    show.set_defaults(run=run_show)
    quality = add_command(commands, "quality", "数据质量：每项检查发现多少，怎样改")
    quality.set_defaults(run=run_quality)
    propose = add_command(
        commands, "propose", "结对方案：没有支援方的村可以请谁，尽量多的村，再尽量近、尽量轻"
    )
    propose.set_defaults(run=run_propose)
    of_villages = (coverage, uncovered, show, quality, propose, *_add_dependence(commands))
    for command in (*of_villages, *add_participation(commands), *add_network(commands)):
        command.add_argument("--at", metavar="日期", help="截至哪一天，如 2020-06-30（默认今天）")
        command.add_argument("--within", metavar="区划", help="只看这个区划，编码或唯一的名称")
        add_json(command)
    for command in (*of_villages, *add_times(commands), add_report(commands)):
        command.add_argument(
            "--target",
            choices=[target.text for target in VillageTarget],
            default=VillageTarget.DEEP_POVERTY.text,
            metavar="目标",
            help="deep_poverty 深度贫困村（默认），poor 贫困村（含深度贫困村）",
        )
        command.add_argument("--exited", action="store_true", help="连同已退出的村")


def _add_dependence(commands: Commands) -> list[Parser]:
    dependence = add_command(
        commands, "dependence", "依赖：哪些村只靠一个支援方、镇街或区，多的在前"
    )
    dependence.add_argument(
        "--by",
        choices=[grouping.text for grouping in DependenceGrouping],
        default=DependenceGrouping.DONOR.text,
        metavar="分组",
        help="donor 支援方（默认）、township 支援方镇街、district 支援区",
    )
    dependence.add_argument(
        "--worst",
        type=positive,
        metavar="个数",
        help=f"再找一起退出时失去最多的这么多个，最多 {MOST} 个",
    )
    dependence.set_defaults(run=run_dependence)
    withdrawal = add_command(commands, "withdrawal", "若这些主体一起退出，哪些已结对的村会失去结对")
    withdrawal.add_argument(
        "parties", nargs="+", metavar="主体", help="编码，或唯一的名称；区划连同其中的支援方"
    )
    withdrawal.add_argument(
        "--alone", action="store_true", help="区划只算它本身，不连同其中的支援方"
    )
    withdrawal.set_defaults(run=run_withdrawal)
    return [dependence, withdrawal]


def _add_server_commands(commands: Commands) -> None:
    serve = add_command(commands, "serve", "启动管理页面和 GraphQL")
    serve.add_argument(
        "--host", default=setting("JIEDUI_HOST"), help="监听地址（默认 %(default)s）"
    )
    serve.add_argument("--port", default=setting("JIEDUI_PORT"), help="端口（默认 %(default)s）")
    serve.set_defaults(run=run_serve)
    add_json(serve)
    schema = add_command(commands, "schema", "打印 GraphQL 的 SDL", database=False)
    schema.set_defaults(run=run_schema)
    add_json(schema)
