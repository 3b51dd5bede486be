"""`poverty.csv`, `printed_rates.csv` and `causes.csv`."""

from graph.language import say
from graph.registry.audit import Value
from graph.registry.loading.context import Loading
from graph.registry.records import Record
from graph.registry.report import strongest
from graph.registry.shelf import Outcome


def state_poverty(loading: Loading, record: Record) -> Outcome | None:
    division, year = loading.division(record), loading.year(record, "year")
    source, incidence = record.required("source"), loading.rate(record)
    names = ("households", "persons", "poor_villages", "villages")
    numbers = {name: record.number(name) for name in names}
    exit_year = loading.year(record, "planned_exit_year", optional=True)
    poor, villages = numbers["poor_villages"], numbers["villages"]
    if poor is not None and villages is not None and poor > villages:
        message = say("贫困村 {poor} 个，多于全部的 {total} 个", poor=poor, total=villages)
        record.fault("poor_villages", message)
    if division is None or year is None or source is None or record.faulty:
        return None
    said = (tuple(numbers.values()), exit_year, incidence, source)
    if not loading.says(record, "year", ("poverty", division.key, year), said):
        return None
    about: dict[str, Value] = {
        "division_id": division.id,
        "year": year,
        "source_id": loading.book.put_source(source),
    }
    outcomes = [loading.book.poverty.put(**about, **numbers, planned_exit_year=exit_year)[1]]
    if incidence is not None:
        persons = numbers["persons"]
        printed: dict[str, Value] = {"moment": "", "incidence": incidence, "persons": persons}
        outcomes.append(loading.book.printed_rate.put(**about, **printed)[1])
    return strongest(outcomes)


def state_printed_rates(loading: Loading, record: Record) -> Outcome | None:
    division, year = loading.division(record), loading.year(record, "year")
    source, incidence = record.required("source"), loading.rate(record)
    persons = record.number("persons")
    if record["moment"] not in ("", "before", "after"):
        record.fault("moment", say("应是 before、after 或空"))
    record.required("incidence")
    if division is None or year is None or source is None or record.faulty:
        return None
    if not loading.says(
        record, "year", ("rate", division.key, year, record["moment"]), (incidence, persons, source)
    ):
        return None
    return loading.book.printed_rate.put(
        division_id=division.id,
        year=year,
        moment=record["moment"],
        incidence=incidence,
        persons=persons,
        source_id=loading.book.put_source(source),
    )[1]


def state_causes(loading: Loading, record: Record) -> Outcome | None:
    division, year = loading.division(record), loading.year(record, "year")
    cause, source = record.required("cause"), record.required("source")
    numbers = {name: record.number(name) for name in ("households", "persons")}
    for name in numbers:
        record.required(name)
    if division is None or year is None or cause is None or source is None or record.faulty:
        return None
    if not loading.says(
        record, "cause", ("cause", division.key, year, cause), (*numbers.values(), source)
    ):
        return None
    return loading.book.cause.put(
        division_id=division.id,
        year=year,
        cause=cause,
        **numbers,
        source_id=loading.book.put_source(source),
    )[1]
