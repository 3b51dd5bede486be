"""All that the ledger says of one party on a day, as `jiedui show` tells it."""

from typing import Any

from graph.analysis.coverage import (
    View,
    cover_of,
    coverage,
    donors_of,
    runs,
    supported,
    village_cover,
)
from graph.analysis.figures import figures_of, supported_poverty
from graph.days import ALWAYS, NEVER, Day, date_of
from graph.network.snapshot import NOWHERE, Snapshot
from graph.words import Cover, PartyKind, Precision, Stage
from server.output import Json, print_table


def party_facts(snapshot: Snapshot, view: View, row: int) -> dict[str, Json]:
    """Where it lies, who supports it, whom it supports, its cover and its figures."""
    parties, pairings = snapshot.parties, snapshot.pairings
    facts: dict[str, Json] = {
        **_named(snapshot, row),
        "kind": parties.kind_of(row).name,
        "aliases": list(parties.aliases(row)),
        "within": [parties.name(above) for above in parties.ancestors(row)],
        "supportedBy": [_pairing(snapshot, one, "donor") for one in pairings.of_recipient(row)],
        "supports": [_pairing(snapshot, one, "recipient") for one in pairings.of_donor(row)],
    }
    if parties.is_division(row):
        facts["coverage"] = _coverage(snapshot, view, row)
        facts |= _figures(snapshot, row)
    if parties.kind.at[row] == PartyKind.VILLAGE:
        cover = cover_of(snapshot, view, row)
        facts["cover"] = cover.name if cover is not None else None
        facts["donors"] = [parties.name(one) for one in donors_of(snapshot, view.day, row)]
    if parties.is_donor(row) and parties.kind.at[row] == PartyKind.COUNTY:
        facts["supportedCounties"] = _supported(snapshot, view, row)
    return facts


def _named(snapshot: Snapshot, row: int) -> dict[str, Json]:
    return {"key": snapshot.parties.key(row), "name": snapshot.parties.name(row)}


def _pairing(snapshot: Snapshot, row: int, other_end: str) -> dict[str, Json]:
    pairings = snapshot.pairings
    other = (pairings.donor if other_end == "donor" else pairings.recipient).at[row]
    pairing_id = pairings.id.at[row]
    return {
        "pairing": pairings.key(row),
        other_end: _named(snapshot, other),
        "stage": Stage(pairings.stage.at[row]).name,
        "negotiatingVillages": bool(pairings.negotiating_villages.at[row]),
        "start": written_day(pairings.start.at[row], pairings.start_precision.at[row]),
        "end": written_day(pairings.end.at[row], pairings.end_precision.at[row]),
        "lead": _optional(snapshot, pairings.lead.at[row]),
        "partner": _optional(snapshot, pairings.partner.at[row]),
        "programme": pairings.text.programme[pairing_id],
        "source": pairings.text.source[pairing_id],
    }


def _optional(snapshot: Snapshot, row: int) -> Json:
    return None if row == NOWHERE else snapshot.parties.name(row)


def written_day(number: int, precision: int) -> str | None:
    """`2016-12` for a day known to the month; None for an open bound."""
    if number in (ALWAYS, NEVER):
        return None
    date = date_of(number)
    return None if date is None else str(Day(date, Precision(precision)))


def _coverage(snapshot: Snapshot, view: View, row: int) -> dict[str, Json]:
    """Of what lies in the division; of what it supports, for a donor."""
    if snapshot.parties.is_donor(row):
        slices = runs(snapshot, supported(snapshot, view.day, row))
        counts = village_cover(snapshot, view).count(slices)
    else:
        counts = coverage(snapshot, view, row)
    return {
        "total": counts.total,
        "covered": counts.covered,
        "planned": counts.planned,
        "townshipOnly": counts.township_only,
        "countyOnly": counts.county_only,
        "none": counts.none,
    }


def _figures(snapshot: Snapshot, row: int) -> dict[str, Json]:
    figures = figures_of(snapshot, row)
    return {
        "poverty": [
            {
                "year": count.year,
                "households": count.households,
                "persons": count.persons,
                "poorVillages": count.poor_villages,
                "villages": count.villages,
                "plannedExitYear": count.planned_exit_year,
                "source": count.source,
            }
            for count in figures.poverty
        ],
        "causes": [
            {
                "year": cause.year,
                "cause": cause.cause,
                "households": cause.households,
                "persons": cause.persons,
            }
            for cause in figures.causes
        ],
        "printedRates": [
            {
                "year": rate.year,
                "moment": rate.moment,
                "incidence": rate.incidence,
                "persons": rate.persons,
            }
            for rate in figures.rates
        ],
    }


def _supported(snapshot: Snapshot, view: View, row: int) -> dict[str, Json]:
    found = supported_poverty(snapshot, view.day, row)
    return {
        "households": found.households,
        "persons": found.persons,
        "places": [
            {
                **_named(snapshot, place),
                "year": None if count is None else count.year,
                "households": None if count is None else count.households,
                "persons": None if count is None else count.persons,
            }
            for place, count in found.counts
        ],
    }


def print_party(facts: dict[str, Any]) -> None:
    """The same for people."""
    kind = PartyKind[facts["kind"]].chinese
    print(f"{facts['name']}　{kind}　{facts['key']}　{' › '.join(facts['within'])}")
    if facts["aliases"]:
        print(f"又名：{'、'.join(facts['aliases'])}")
    if facts.get("cover"):
        print(f"覆盖：{Cover[facts['cover']].chinese}　{'、'.join(facts['donors'])}")
    if facts.get("coverage", {}).get("total"):
        counts = facts["coverage"]
        print(
            f"目标村 {counts['total']}：已结对 {counts['covered']}，已列任务 {counts['planned']}，"
            f"仅乡镇 {counts['townshipOnly']}，仅县级 {counts['countyOnly']}，无 {counts['none']}"
        )
    _print_pairings("支援它的", "donor", facts["supportedBy"])
    _print_pairings("它支援的", "recipient", facts["supports"])
    _print_supported(facts.get("supportedCounties"))
    _print_figures(facts)


def _print_pairings(title: str, end: str, pairings: list[dict[str, Any]]) -> None:
    if not pairings:
        return
    print(f"\n{title}（{len(pairings)}）")
    print_table(
        ("名称", "阶段", "起", "止", "责任单位", "来源"),
        [
            (
                one[end]["name"],
                Stage[one["stage"]].chinese,
                one["start"] or "不详",
                one["end"] or "",
                one["lead"],
                one["source"],
            )
            for one in pairings
        ],
    )


def _print_supported(supported_counties: dict[str, Any] | None) -> None:
    if not supported_counties or not supported_counties["places"]:
        return
    print("\n所支援县的建档立卡数据")
    places = supported_counties["places"]
    known = [place for place in places if place["year"] is not None]
    rows = [
        (place["name"], place["year"] or "未载", place["households"], place["persons"])
        for place in places
    ]
    if known:
        sums = (supported_counties["households"], supported_counties["persons"])
        rows.append((f"合计（{len(known)}/{len(places)} 个县有数据）", "", *sums))
    print_table(("县", "年", "户", "人"), rows)


def _print_figures(facts: dict[str, Any]) -> None:
    if facts.get("causes"):
        print("\n致贫原因")
        rows = [
            (one["year"], one["cause"], one["households"], one["persons"])
            for one in facts["causes"]
        ]
        print_table(("年", "原因", "户", "人"), rows)
    for rate in facts.get("printedRates", ()):
        print(f"公布的贫困发生率：{rate['year']} {rate['incidence']}%")
