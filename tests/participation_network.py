"""A network for the pages about who takes part: two districts, units at both ends."""

from __future__ import annotations

from page_networks import DAY, Builder

from graph.network.snapshot import Snapshot


def taking_part() -> Snapshot:
    """甲区 takes part with a town, a firm in another, and a school whose pairing has ended; 乙区
    with nothing; a department in no district; 60 communities, so that a list has two pages."""
    b = Builder(1)
    beijing = b.party("110000", "province", "donor", "北京市")
    first = b.party("110101", "county", "donor", "甲区", beijing)
    second = b.party("110102", "county", "donor", "乙区", beijing)
    town = b.party("110101100", "township", "donor", "甲一镇", first)
    street = b.party("110101001", "township", "donor", "甲二街道", first)
    b.party("110102100", "township", "donor", "乙一地区", second)
    for n in range(60):
        b.party(f"1101010010{n:02}", "village", "donor", f"第{n:02}社区居委会", street)
    firm = b.party("E1", "enterprise", "donor", "甲公司", street)
    school = b.party("S1", "school", "donor", "甲中学", first)
    bureau = b.party("B1", "department", "donor", "市局", beijing)
    province = b.party("610000", "province", "recipient", "某省")
    county = b.party("610101", "county", "recipient", "某县", province)
    b.party("610102", "county", "recipient", "另县", province)
    there = b.party("610101100", "township", "recipient", "某镇", county)
    village = b.party("610101100200", "village", "recipient", "某村", there)
    schools = [
        b.party(f"R{n}", "school", "recipient", f"某小学{n}", there if n < 3 else county)
        for n in range(1, 5)
    ]
    hospital = b.party("H1", "hospital", "recipient", "某医院", county)
    b.party("K1", "park", "recipient", "省级基地", province)
    b.pair(town, there)
    b.pair(town, village, "planned")
    b.pair(firm, village)
    b.pair(first, county, "negotiating")
    b.pair(school, schools[0], end=DAY - 1, start=DAY - 100)
    b.pair(school, schools[1], "planned")
    for recipient in (*schools[1:3], hospital):
        b.pair(bureau, recipient)
    return b.snapshot()
