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
from graph.language import joined, say
from graph.network.snapshot import Claim
from graph.words import Measure
from server.pages.asked import Asked, BadQuery, Ref, Shown
from server.pages.counted import Figure
from server.pages.listing import Option

Scopes = Mapping[int, tuple[int, ...]]
"""The years for which something is claimed, by the row of the division."""

STAGED = (Part.SIGNED, Part.PLANNED, Part.NEGOTIATING)
HELP: Mapping[Measure, str] = {
    Measure.DONOR_TOWNS: say("与受援乡镇结对的镇街；只结对村的不数"),
    Measure.RECIPIENT_TOWNSHIPS: say("与镇街结对的受援乡镇；只由区结对的不数"),
    Measure.DONOR_VILLAGES: say("与受援村结对的村（社区）"),
    Measure.RECIPIENT_VILLAGES: say("由镇街、村（社区）或区结对的受援村；只由企业等单位结对的不数"),
    Measure.DONOR_SCHOOLS: say("与受援学校结对的学校"),
    Measure.RECIPIENT_SCHOOLS: say("与学校结对的受援学校"),
    Measure.DONOR_HOSPITALS: say("与受援医院结对的医院"),
    Measure.RECIPIENT_HOSPITALS: say("与医院结对的受援医院"),
    Measure.DONOR_ENTERPRISES: say("与受援村结对的企业"),
    Measure.VILLAGES_OF_ENTERPRISES: say("与企业结对的受援村"),
}
"""What of the ledger each measure counts, as `graph.analysis.reconciliation.COUNTINGS` has it."""

TITLE = say("计划与台账对照")
TALKS = say("个乡镇的村级结对在协商，还没有列出村")


class Remark(NamedTuple):
    """One thing about a difference; `figure` leads to its rows where there are any."""

    text: str
    figure: Figure | None = None
    after: str = ""

    @property
    def said(self) -> str:
        if self.figure is None:
            return self.text
        number = self.figure.number
        return say("{text} {number:,} {after}", text=self.text, number=number, after=self.after)


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
        return joined((self.difference, *(remark.said for remark in self.remarks)), say("；"))


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
        message = say("年份应是四位数字，如 2020，而不是“{text}”", text=text[:20])
        raise BadQuery("year", message)
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
        yield Option(str(each), say("{year} 年", year=each), each == year)


def _choices(asked: Asked, scopes: Scopes) -> Iterator[Ref]:
    for row, years in scopes.items():
        name, key = asked.ref(row).text, asked.snapshot.parties.key(row)
        yield from (
            Ref(
                say("{place} {year} 年", place=name, year=year),
                asked.urls.reconciliation(key, year),
            )
            for year in years
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
        return say("个数相符")
    if not total:
        return say("台账里没有，少 {number:,}", number=quantity)
    if total < quantity:
        return say("少 {number:,}", number=quantity - total)
    return say("多 {number:,}", number=total - quantity)


def _unsigned(held: Held) -> Iterator[Remark]:
    """A plan is no agreement: what is not signed is said, equal numbers or not."""
    unsigned = held.total - held.of(Part.SIGNED)
    if unsigned == held.total:
        yield from (Remark(say("都还没有签订")),) if held.total else ()
    elif unsigned:
        yield Remark(say("其中 {number:,} 个还没有签订", number=unsigned))


def _beside(figure: Callable[[Part], Figure], held: Held, measure: Measure) -> Iterator[Remark]:
    """What explains a difference, or stands beside what is counted."""
    if measure is Measure.RECIPIENT_VILLAGES and held.total:
        after = say("个，其余由镇街或区结对")
        yield Remark(say("其中由村（社区）结对"), figure(Part.FROM_VILLAGES), after)
    if figure(Part.TALKS).number:
        yield Remark(say("另有"), figure(Part.TALKS), TALKS)
    if figure(Part.OTHER).number:
        counted = COUNTINGS[measure].counted.chinese
        after = say("个{counted}只与其他类型的主体结对，没有计入", counted=counted)
        yield Remark(say("另有"), figure(Part.OTHER), after)
