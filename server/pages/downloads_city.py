"""The counties below the picture of the city, as a table."""

from collections.abc import Mapping

from graph.export.table import Table
from graph.language import say
from server.pages.asked import Asked
from server.pages.city import CityLine, city_contents, city_line, city_total, title_of
from server.pages.city_columns import CITY
from server.pages.columns import Taken, list_table


def city(asked: Asked) -> Table:
    held, name = city_contents(asked), asked.snapshot.parties.name
    chosen = [
        say("截至 {day}", day=asked.date),
        say("目标村：{target}", target=asked.view.target.chinese),
        *([say("含已退出")] if asked.view.exited else []),
        *([] if held.within is None else [say("范围：{place}", place=name(held.within))]),
        *(
            []
            if held.district is None
            else [say("支援区：{district}", district=name(held.district))]
        ),
    ]
    lines = [city_line(asked, held, county) for county in held.counties]
    sums = city_total(asked, held)
    total = CityLine(sums.counted, "", (), (), 0, sums.pairings)
    return list_table(title_of(asked, held), CITY, lines, chosen, total)


CITIES: Mapping[str, Taken] = {"/city": city}
