"""Poverty figures of what a district supports."""

from dataclasses import dataclass

from graph.analysis.coverage import supported
from graph.network.snapshot import Figures, Poverty, Snapshot


@dataclass(frozen=True, slots=True)
class SupportedPoverty:
    """The newest counts of each county and township that a district supports, and their sums.

    `counts` holds (row, counts or None); a place without counts adds nothing to the sums.
    """

    counts: tuple[tuple[int, Poverty | None], ...]
    households: int
    persons: int


def figures_of(snapshot: Snapshot, row: int) -> Figures:
    """What sources count for this party; empty when none does."""
    return snapshot.figures.get(snapshot.parties.id.at[row], Figures())


def newest(snapshot: Snapshot, row: int) -> Poverty | None:
    """The counts of the latest year."""
    counts = figures_of(snapshot, row).poverty
    return counts[-1] if counts else None


def supported_poverty(snapshot: Snapshot, day: int, district: int) -> SupportedPoverty:
    """Counts of the counties and townships with an active signed pairing from the district."""
    counts = tuple((row, newest(snapshot, row)) for row in supported(snapshot, day, district))
    known = [count for _, count in counts if count is not None]
    return SupportedPoverty(
        counts,
        sum(count.households or 0 for count in known),
        sum(count.persons or 0 for count in known),
    )
