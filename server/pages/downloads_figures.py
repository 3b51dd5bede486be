"""What is counted for a party, as tables."""

from collections.abc import Mapping
from itertools import chain

from graph.export.table import Table
from graph.language import say
from server.pages import figure_columns as columns
from server.pages.asked import Asked
from server.pages.columns import Taken, list_table
from server.pages.party_figures import FiguresPart, figures_part


def poverty(asked: Asked) -> Table:
    return list_table(
        _name(asked, say("贫困数据")), columns.POVERTY, _part(asked).poverty, _day(asked)
    )


def rates(asked: Asked) -> Table:
    filters = [say("照来源原样，不由人数推算"), *_day(asked)]
    return list_table(
        _name(asked, say("公布的贫困发生率")), columns.RATES, _part(asked).rates, filters
    )


def causes(asked: Asked) -> Table:
    """Of all years, each with its sum."""
    lines = chain.from_iterable(map(columns.cause_lines, _part(asked).causes))
    return list_table(_name(asked, say("致贫原因")), columns.CAUSES, lines, _day(asked))


def supported(asked: Asked) -> Table:
    """The newest counts of what a district supports; only it has such a table."""
    held = _part(asked).supported
    lines = held.places if held else ()
    total = columns.supported_total(held) if held and held.known else None
    filters = [say("各地最近一年"), *_day(asked)]
    return list_table(
        _name(asked, say("所支援地方的贫困数据")), columns.SUPPORTED, lines, filters, total
    )


FIGURES: Mapping[str, Taken] = {
    "poverty": poverty,
    "rates": rates,
    "causes": causes,
    "supported": supported,
}


def _part(asked: Asked) -> FiguresPart:
    return figures_part(asked, asked.snapshot.parties.row(asked.key))


def _name(asked: Asked, what: str) -> str:
    name = asked.snapshot.parties.name(asked.snapshot.parties.row(asked.key))
    return say("{name}{what}", name=name, what=what)


def _day(asked: Asked) -> list[str]:
    return [say("截至 {day}", day=asked.date)]
