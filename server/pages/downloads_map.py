"""The counties on the map, as a table."""

from collections.abc import Mapping

from graph.export.table import Table
from graph.language import say
from server.pages.asked import Asked
from server.pages.columns import Taken, list_table
from server.pages.county_map import center_name, county_line, map_contents
from server.pages.map_columns import map_columns


def counties(asked: Asked) -> Table:
    held, name = map_contents(asked), asked.snapshot.parties.name
    exited = [say("含已退出")] if asked.view.exited else []
    chosen = [
        say("截至 {day}", day=asked.date),
        say("目标村：{target}", target=asked.view.target.chinese),
        *exited,
        *([] if held.within is None else [say("范围：{place}", place=name(held.within))]),
        *(
            []
            if held.district is None
            else [say("支援区：{district}", district=name(held.district))]
        ),
    ]
    lines = map(county_line(asked, held), held.counties)
    return list_table(say("结对示意图各县"), map_columns(center_name(asked, held)), lines, chosen)


MAPS: Mapping[str, Taken] = {"/map": counties}
