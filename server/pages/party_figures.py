"""What sources count for a party, printed rates apart, causes against their totals."""

from dataclasses import dataclass

from graph.analysis.figures import figures_of, supported_poverty
from graph.language import joined, say
from graph.network.snapshot import Cause, Poverty, PrintedRate
from graph.words import PartyKind
from server.pages.asked import Asked, Ref

UNSTATED = say("？")


@dataclass(frozen=True, slots=True)
class Causes:
    """The causes of one year with their sums; `verdict` compares those with the year's totals."""

    year: int
    causes: tuple[Cause, ...]
    households: int
    persons: int
    verdict: str
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class SupportedPlace:
    name: Ref
    place: str
    counts: Poverty | None


@dataclass(frozen=True, slots=True)
class Supported:
    """The newest counts of what a district supports; `known` places state any."""

    places: tuple[SupportedPlace, ...]
    households: int
    persons: int
    known: int


@dataclass(frozen=True, slots=True)
class FiguresPart:
    poverty: tuple[Poverty, ...]
    rates: tuple[PrintedRate, ...]
    causes: tuple[Causes, ...]
    supported: Supported | None


def figures_part(asked: Asked, row: int) -> FiguresPart:
    figures = figures_of(asked.snapshot, row)
    years = sorted({cause.year for cause in figures.causes})
    causes = (
        _causes(year, [cause for cause in figures.causes if cause.year == year], figures.poverty)
        for year in years
    )
    return FiguresPart(figures.poverty, figures.rates, tuple(causes), _supported(asked, row))


def _causes(year: int, causes: list[Cause], counts: tuple[Poverty, ...]) -> Causes:
    sums = (sum(each.households for each in causes), sum(each.persons for each in causes))
    totals = [(each.households, each.persons) for each in counts if each.year == year]
    known = [total for total in totals if total != (None, None)]
    agrees = sums in known if known else None
    return Causes(year, tuple(causes), *sums, _verdict(known, agrees), agrees)


def _verdict(known: list[tuple[int | None, int | None]], agrees: bool | None) -> str:
    if agrees is None:
        return say("同年没有总数可核对")
    if agrees:
        return say("合计与同年总数相符")
    said = joined(
        say(
            "{households} 户 {persons} 人",
            households=households or UNSTATED,
            persons=persons or UNSTATED,
        )
        for households, persons in known
    )
    return say("合计与同年总数（{said}）不符，照录未改", said=said)


def _supported(asked: Asked, row: int) -> Supported | None:
    parties = asked.snapshot.parties
    if parties.kind.at[row] != PartyKind.COUNTY or not parties.is_donor(row):
        return None
    found = supported_poverty(asked.snapshot, asked.view.day, row)
    places = tuple(
        SupportedPlace(asked.ref(place), _province(asked, place), counts)
        for place, counts in found.counts
    )
    known = sum(counts is not None for _, counts in found.counts)
    return Supported(places, found.households, found.persons, known)


def _province(asked: Asked, row: int) -> str:
    parties = asked.snapshot.parties
    return " ".join(parties.name(above)[:20] for above in parties.ancestors(row)[:2])
