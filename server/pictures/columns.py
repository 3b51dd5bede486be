"""The columns of a picture: each as wide as its widest text."""

from dataclasses import dataclass
from typing import NamedTuple

SCREEN = 1240
"""px that a page has for a picture on a screen of 1366."""
MARGIN = 20
LEAD_GAP = 52
PARTNER_GAP = 48
LINK_GAP = 92
BAR = 10
"""From a donor's bar to its name."""
NUMBER_GAP = 16
SQUARES_GAP = 20
BRACKET_GAP = 22
NAME_GAP = 12


class Widths(NamedTuple):
    """The widest text of each column; 0 for a column that is not there."""

    lead: int
    partner: int
    donor: int
    place: int
    covered: int
    planned: int
    squares: int
    group: int
    least_squares: int = 0
    """What that column may be narrowed to where all are wider than a screen; 0 for not at all."""


@dataclass(frozen=True)
class Columns:
    """x of the left edge of each column, and of the right edge of the names before the lines.

    Of the numbers' columns it is the right edge.
    """

    lead: int
    lead_end: int
    partner: int
    partner_end: int
    donor: int
    donor_end: int
    place: int
    place_end: int
    covered: int
    planned: int
    squares: int
    bracket: int
    group: int
    width: int


def columns(widths: Widths) -> Columns:
    lead_end = MARGIN + widths.lead
    partner = lead_end + (LEAD_GAP if widths.lead else 0)
    partner_end = partner + widths.partner
    donor = partner_end + (PARTNER_GAP if widths.partner else 0)
    donor_end = donor + (BAR + widths.donor if widths.donor else 0)
    place = donor_end + (LINK_GAP if widths.donor else 0)
    place_end = place + widths.place
    covered = place_end + _after(NUMBER_GAP, widths.covered)
    planned = covered + _after(NUMBER_GAP, widths.planned)
    squares = planned + SQUARES_GAP
    beside = BRACKET_GAP + NAME_GAP + widths.group + MARGIN
    narrowed = max(widths.least_squares or widths.squares, SCREEN - beside - squares)
    bracket = squares + min(widths.squares, narrowed) + BRACKET_GAP
    group = bracket + NAME_GAP
    return Columns(
        lead=MARGIN,
        lead_end=lead_end,
        partner=partner,
        partner_end=partner_end,
        donor=donor,
        donor_end=donor_end,
        place=place,
        place_end=place_end,
        covered=covered,
        planned=planned,
        squares=squares,
        bracket=bracket,
        group=group,
        width=group + widths.group + MARGIN,
    )


def _after(gap: int, width: int) -> int:
    return gap + width if width else 0
