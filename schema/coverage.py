"""Coverage. Its value is that of `graph.analysis.cover_counts`; its attributes are the fields."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.analysis.cover_counts import Coverage as Counts
from graph.words import PartyKind
from schema.context import Info
from schema.fields import computed
from schema.scalars import Day

if TYPE_CHECKING:
    from schema.party import Division


def covered_by(root: Counts, info: Info, *, kind: PartyKind) -> int:
    return root.covered_by(kind)


@strawberry.type(
    description="Counts of the target villages of one scope on one day. "
    "total = covered + planned + townshipOnly + countyOnly + none."
)
class Coverage:
    total: int
    covered: int
    planned: int
    township_only: int
    county_only: int
    none: int
    uncovered: int = strawberry.field(description="total - covered")
    rate: float | None = strawberry.field(description="covered / total; null when total is 0")
    sole_donor: int = strawberry.field(description="Covered by exactly one distinct donor.")
    covered_by: int = computed(
        covered_by,
        "Villages covered by at least one donor of this kind; communities and villages of Beijing "
        "count as VILLAGE.",
    )


@strawberry.type
class CoverageGroup:
    division: Annotated["Division", strawberry.lazy("schema.party")] = strawberry.field(
        description="The division; with DONOR_DISTRICT the Beijing district, and the coverage "
        "counts the villages of the counties and townships paired with it (an active signed "
        "pairing whose donor is the district itself)."
    )
    coverage: Coverage


@strawberry.type
class CoveragePoint:
    at: Day
    coverage: Coverage


@strawberry.type
class CoverageChange:
    gained: list[Annotated["Division", strawberry.lazy("schema.party")]]
    lost: list[Annotated["Division", strawberry.lazy("schema.party")]]
