"""A task list as districts keep it, with villages that it only counts and some still negotiated."""

from collections import Counter

from graph.registry.samples.demo.chance import Chance
from graph.registry.samples.demo.entries import Entries
from graph.registry.samples.demo.places import Places
from graph.registry.samples.demo.targets import Targets

TASK_LIST = "tasks-演示数据-2020.csv"
HEAD = ("区", "责任单位", "结对镇街", "结对旗县", "所在乡镇", "贫困村", "起始日期", "备注")
DAY = "2020-02-25"
RURAL = ("乡", "镇", "苏木")
EACH, MOST = 3, 12
"""So many townships of a county, and so many in all."""
TALKS = 4
"""Of so many rows one is about villages that are still negotiated."""

Rows = list[tuple[str, ...]]


def task_rows(
    seed: int, places: Places, targets: Targets, entries: Entries
) -> tuple[tuple[str, ...], Rows]:
    """Headings and rows: the district that supports most counties, with townships for which
    nothing is entered otherwise."""
    chance, levels = Chance(seed, "tasks"), places.levels
    supported = [
        (entry.donor, entry.recipient)
        for entry in entries
        if levels.get(entry.donor) == levels.get(entry.recipient) == "county"
        and entry.stage == "signed"
        and entry.holds_on(DAY)
    ]
    ((district, _),) = Counter(donor for donor, _ in supported).most_common(1)
    busy = {entry.recipient for entry in entries}
    rows: Rows = []
    for county in (recipient for donor, recipient in supported if donor == district):
        poor = targets.poor_townships[county]
        free = [
            one
            for one in places.inside[county]
            if one not in busy and one not in poor and places.names[one].endswith(RURAL)
        ]
        for township in sorted(chance.some(free, EACH)):
            town = chance.pick(places.inside[district])
            villages = f"{chance.between(1, 5)}个深度贫困村"
            if len(rows) % TALKS == 1:
                villages = "村级结对正在协商"
            named = (places.names[one] for one in (district, district, town, county, township))
            rows.append((*named, villages, DAY, "演示数据"))
    return HEAD, rows[:MOST]
