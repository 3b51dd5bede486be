"""A network with everything that a network can be: groups, bridges, ways round, shared counties."""

from __future__ import annotations

from page_networks import DAY, Builder

from graph.network.snapshot import Snapshot


def districts_and_counties() -> tuple[Builder, list[list[int]], list[list[int]]]:
    """Four districts with a firm each, four counties with a village each; nobody is paired yet."""
    b = Builder(1)
    above = [b.party("110000", "province", "donor", "北京市")]
    above.append(b.party("610000", "province", "recipient", "第1省"))
    givers, takers = [], []
    for n, name in enumerate("甲乙丙丁"):
        district = b.party(f"11010{n}", "county", "donor", f"{name}区", above[0])
        givers.append([district, b.party(f"E{n}", "enterprise", "donor", f"{name}公司", district)])
    for n, name in enumerate("东西南北"):
        county = b.party(f"61010{n}", "county", "recipient", f"{name}县", above[1])
        village = b.party(f"61010{n}001", "village", "recipient", f"{name}村", county)
        b.designate(village)
        takers.append([county, village])
    return b, givers, takers


def web() -> Snapshot:
    """甲区 and 乙区 share 东县 and 西县; 丙公司 alone holds 丙区, with 南县, to their group, by
    西村; 丁区 stands apart with 北县, where it is planned in the village too."""
    b, (one, two, three, four), (east, west, south, north) = districts_and_counties()
    b.pair(one[0], east[0], start=DAY - 400, start_precision="day")
    b.pair(one[0], west[0], start=DAY - 400, start_precision="month")
    b.pair(two[0], east[0])
    b.pair(two[1], west[1], start=DAY - 30, start_precision="day")
    b.pair(two[1], west[1], programme="另一渠道", start=DAY - 20, start_precision="day")
    b.pair(three[1], south[1])
    b.pair(three[0], south[0])
    b.pair(three[1], west[1], start=DAY - 9, start_precision="day")
    b.pair(four[0], north[0])
    b.pair(four[1], north[1], "planned")
    return b.snapshot()
