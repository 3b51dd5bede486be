"""The commands on coverage over time, each with its help."""

from server.arguments import Commands, Parser, add_command, add_json
from server.command_series import run_changes, run_series


def add_times(commands: Commands) -> list[Parser]:
    """Those on target villages, which the caller lets choose."""
    series = add_command(commands, "series", "覆盖走势：起点一次，以后每季度第一天一次")
    series.set_defaults(run=run_series)
    changes = add_command(
        commands, "changes", "两天之间：哪些村新增或失去结对，各村怎样变了，其间发生什么"
    )
    changes.set_defaults(run=run_changes)
    starts = {series: "台账里最早的一天", changes: "截至日的一年前"}
    for command, otherwise in starts.items():
        command.add_argument(
            "--from", dest="since", metavar="日期", help=f"从哪一天起（默认{otherwise}）"
        )
        command.add_argument("--to", dest="at", metavar="日期", help="到哪一天（默认今天）")
        command.add_argument("--within", metavar="区划", help="只看这个区划，编码或唯一的名称")
        add_json(command)
    return [series, changes]
