"""What plans promise against what the ledger holds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from graph.analysis.reconciliation import (
    COUNTINGS,
    Held,
    Part,
    claimed_scopes,
    claims_of,
    reconcile,
)
from graph.network.snapshot import Claim
from graph.words import Measure
from server.pages.asked import Asked, BadQuery, Ref, Shown
from server.pages.counted import Figure
from server.pages.listing import Option

Scopes = Mapping[int, tuple[int, ...]]
"""The years for which something is claimed, by the row of the division."""

STAGED = (Part.SIGNED, Part.PLANNED, Part.NEGOTIATING)
HELP: Mapping[Measure, str] = {
    Measure.DONOR_TOWNS: "与受援乡镇结对的镇街；只结对村的不数",
    Measure.RECIPIENT_TOWNSHIPS: "与镇街结对的受援乡镇；只由区结对的不数",
    Measure.DONOR_VILLAGES: "与受援村结对的村（社区）",
    Measure.RECIPIENT_VILLAGES: "由镇街、村（社区）或区结对的受援村；只由企业等单位结对的不数",
    Measure.DONOR_SCHOOLS: "与受援学校结对的学校",
    Measure.RECIPIENT_SCHOOLS: "与学校结对的受援学校",
    Measure.DONOR_HOSPITALS: "与受援医院结对的医院",
    Measure.RECIPIENT_HOSPITALS: "与医院结对的受援医院",
    Measure.DONOR_ENTERPRISES: "与受援村结对的企业",
    Measure.VILLAGES_OF_ENTERPRISES: "与企业结对的受援村",
}
"""What of the ledger each measure counts, as `graph.analysis.reconciliation.COUNTINGS` has it."""

TITLE = "计划与台账对照"
TALKS = "个乡镇的村级结对在协商，还没有列出村"
OTHER = "个{}只与其他类型的主体结对，没有计入"


class Remark(NamedTuple):
    """One thing about a difference; `figure` leads to its rows where there are any."""

    text: str
    figure: Figure | None = None
    after: str = ""

    @property
    def said(self) -> str:
        counted = "" if self.figure is None else f" {self.figure.number:,} {self.after}"
        return f"{self.text}{counted}"


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim with what the ledger holds of it; `agrees` only when all of it is signed."""

    claim: Claim
    help: str
    total: Figure
    stages: tuple[Figure, ...]
    difference: str
    agrees: bool
    remarks: tuple[Remark, ...]

    @property
    def said(self) -> str:
        """The difference and the remarks as one sentence."""
        return "；".join((self.difference, *(remark.said for remark in self.remarks)))


@dataclass(frozen=True, slots=True)
class ReconciliationPage:
    """`others` are claims that no ledger holds; `choices` lead to what there are claims for."""

    place: Ref | None
    donor: bool
    year: int
    places: tuple[Option, ...]
    years: tuple[Option, ...]
    lines: tuple[ClaimLine, ...]
    others: tuple[Claim, ...]
    choices: tuple[Ref, ...]


def reconciliation(asked: Asked) -> Shown:
    scopes, (within, year) = dict(claimed_scopes(asked.snapshot)), claims_asked(asked)
    rows = list(claim_rows(asked, within, year))
    page = ReconciliationPage(
        None if within is None else asked.ref(within),
        within is not None and asked.snapshot.parties.is_donor(within),
        year,
        tuple(_places(asked, scopes, within)),
        tuple(_years(scopes, year)),
        tuple(line for _, line in rows if line is not None),
        tuple(claim for claim, line in rows if line is None),
        () if rows else tuple(_choices(asked, scopes)),
    )
    return Shown("reconciliation", TITLE, page, asked.path_to(within))


def claims_asked(asked: Asked) -> tuple[int | None, int]:
    """The division and the year; when the address names none, the first with claims, and the
    newest year of these. No division and 0 when nothing is claimed."""
    scopes, within = dict(claimed_scopes(asked.snapshot)), asked.division("within")
    if within is None:
        within = next(iter(scopes), None)
    return within, _year(asked) or _newest(scopes, within)


def claim_rows(
    asked: Asked, within: int | None, year: int
) -> Iterator[tuple[Claim, ClaimLine | None]]:
    """The claims in their order, with what the ledger holds of those that it counts."""
    if within is None:
        return
    for claim in claims_of(asked.snapshot, within, year):
        measure = claim.measure
        yield claim, None if measure is None else claim_line(asked, within, claim, measure)


def _year(asked: Asked) -> int | None:
    text = asked.query.get("year", "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) == 4):
        raise BadQuery("year", f"年份应是四位数字，如 2020，而不是“{text[:20]}”")
    return int(text) if text else None


def _newest(scopes: Scopes, within: int | None) -> int:
    """Of the division, else of all; 0 when nothing is claimed."""
    own = scopes.get(within, ()) if within is not None else ()
    return max(own or [year for years in scopes.values() for year in years], default=0)


def _places(asked: Asked, scopes: Scopes, within: int | None) -> Iterator[Option]:
    parties = asked.snapshot.parties
    rows = sorted({*scopes, *(() if within is None else (within,))})
    return (Option(parties.key(row), parties.name(row)[:20], row == within) for row in rows)


def _years(scopes: Scopes, year: int) -> Iterator[Option]:
    known = {each for years in scopes.values() for each in years}
    for each in sorted(known | {year} - {0}, reverse=True):
        yield Option(str(each), f"{each} 年", each == year)


def _choices(asked: Asked, scopes: Scopes) -> Iterator[Ref]:
    for row, years in scopes.items():
        name, key = asked.ref(row).text, asked.snapshot.parties.key(row)
        yield from (
            Ref(f"{name} {year} 年", asked.urls.reconciliation(key, year)) for year in years
        )


def claim_line(asked: Asked, scope: int, claim: Claim, measure: Measure) -> ClaimLine:
    held = reconcile(asked.snapshot, scope, claim.year, measure)

    def figure(part: Part) -> Figure:
        return Figure(held.of(part), asked.urls.held(claim.id, part.text))

    return ClaimLine(
        claim,
        HELP[measure],
        Figure(held.total, asked.urls.held(claim.id)),
        tuple(figure(part) for part in STAGED),
        difference(held.total, claim.quantity),
        held.total == claim.quantity == held.of(Part.SIGNED),
        (*_unsigned(held), *_beside(figure, held, measure)),
    )


def difference(total: int, quantity: int) -> str:
    """Between what the ledger holds and what is claimed."""
    if total == quantity:
        return "个数相符"
    if not total:
        return f"台账里没有，少 {quantity:,}"
    return f"少 {quantity - total:,}" if total < quantity else f"多 {total - quantity:,}"


def _unsigned(held: Held) -> Iterator[Remark]:
    """A plan is no agreement: what is not signed is said, equal numbers or not."""
    unsigned = held.total - held.of(Part.SIGNED)
    if unsigned == held.total:
        yield from (Remark("都还没有签订"),) if held.total else ()
    elif unsigned:
        yield Remark(f"其中 {unsigned:,} 个还没有签订")


def _beside(figure: Callable[[Part], Figure], held: Held, measure: Measure) -> Iterator[Remark]:
    """What explains a difference, or stands beside what is counted."""
    if measure is Measure.RECIPIENT_VILLAGES and held.total:
        yield Remark("其中由村（社区）结对", figure(Part.FROM_VILLAGES), "个，其余由镇街或区结对")
    if figure(Part.TALKS).number:
        yield Remark("另有", figure(Part.TALKS), TALKS)
    if figure(Part.OTHER).number:
        yield Remark("另有", figure(Part.OTHER), OTHER.format(COUNTINGS[measure].counted.chinese))
