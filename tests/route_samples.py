"""One example of each route, in the ledger of `split_ledger`: what stands in its address, and what
is sent to it so that whoever may is let.

A route without an example fails whatever goes over all routes, which names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from split_ledger import DAY, OTHER, OWN, Split
from starlette.applications import Starlette
from starlette.routing import Route

from graph.analysis.coverage import View
from graph.analysis.proposal import propose
from graph.days import number_of, today
from graph.network.live import Network
from graph.registry.commands import Seen
from graph.registry.ground import SqlGround
from graph.rights import Actor, may_name, may_pair, may_suggest, may_tell_of
from server.pages import bulk, handing
from server.urls import FORMS

Rule = Callable[["Place", Actor, str], bool]
"""May this actor write what the sample sends about this thing?"""
Sent = Mapping[str, Any]


class Place:
    """What the rules on rights say of the ledger, by keys."""

    def __init__(self, held: Split) -> None:
        self.held = held
        with held.database.read() as connection:
            parties = connection.exec_driver_sql("SELECT key, id FROM party WHERE retracted = 0")
            self.ids: dict[str, int] = {row.key: row.id for row in parties}
            pairings = connection.exec_driver_sql(
                "SELECT key, donor_id, lead_id FROM pairing WHERE retracted = 0"
            )
            self.pairings = {key: (donor, lead) for key, donor, lead in pairings}

    def ask(self, rule: Callable[[SqlGround], bool]) -> bool:
        with self.held.database.read() as connection:
            return rule(SqlGround(connection))


def pairs(place: Place, actor: Actor, key: str) -> bool:
    return place.ask(lambda ground: may_pair(actor, ground, *place.pairings[key]))


def donates(place: Place, actor: Actor, key: str) -> bool:
    return place.ask(lambda ground: may_pair(actor, ground, place.ids[key]))


def names(place: Place, actor: Actor, key: str) -> bool:
    return place.ask(lambda ground: may_name(actor, ground, place.ids[key]))


def tells(place: Place, actor: Actor, key: str) -> bool:
    return place.ask(lambda ground: may_tell_of(actor, ground, place.ids[key]))


def suggests(place: Place, actor: Actor, key: str) -> bool:
    return place.ask(lambda ground: may_suggest(actor, ground, place.ids[key]))


def decides(place: Place, actor: Actor, suggestion: str) -> bool:
    """A suggestion of `split_ledger` is about a village of one county."""
    (village,) = [key for key, found in place.held.suggestions.items() if found == suggestion]
    return names(place, actor, village)


def takes_back(place: Place, actor: Actor, batch: str) -> bool:
    """A batch of `split_ledger` has to do with one district."""
    (district,) = [one for one, found in place.held.batches.items() if found == batch]
    return tells(place, actor, district)


def takes(place: Place, actor: Actor, upload: str) -> bool:
    """An upload of `split_ledger` was handed in by a district, and is of what it donates."""
    (district,) = [one for one, found in place.held.uploads.items() if found == upload]
    return tells(place, actor, district)


def whoever(_: Place, __: Actor, ___: str) -> bool:
    """Nothing of the ledger is written."""
    return True


@dataclass(frozen=True)
class Sample:
    """`own` is a thing of 大兴区 or of nobody's, `other` the same of 怀柔区, or nothing.

    `told` is what stands behind the address. With `sent` the thing is written about; `written` is
    the answer to whoever may, and `writes` whether there are more rows then. `looks` is the rule
    for the page itself.
    """

    own: str = ""
    other: str = ""
    told: str = ""
    sent: Callable[[str], Sent] | None = None
    rule: Rule = whoever
    looks: Rule = whoever
    written: int = 303
    writes: bool = True
    shown: int = 200

    @property
    def things(self) -> tuple[str, ...]:
        return (self.own, self.other) if self.other else (self.own,)


@dataclass(frozen=True)
class Cell:
    """A route with a thing; `key` is empty where there is none."""

    path: str
    sample: Sample
    thing: str
    methods: frozenset[str] = field(default_factory=frozenset)

    @property
    def address(self) -> str:
        path = self.path
        for parameter in ("{key:path}", "{name:path}", "{key}"):
            path = path.replace(parameter, quote(self.thing, safe=""))
        return path + self.sample.told


def _pairing(**more: Any) -> Sample:
    """What can be done with one pairing."""
    typed = {"version": "1", "day": "2020-06-01", "end": "2020-06-01", **more}
    return Sample("P2", "Q2", sent=lambda _: typed, rule=pairs, looks=pairs)


def _bulk(key: str) -> Sent:
    chosen = bulk.Chosen(False, (Seen(key, 1),), "")
    mark = bulk.Order(chosen, {"programme": "新渠道"}).mark
    return {
        "which": "chosen",
        "row": f"1 {key}",
        "programme": "新渠道",
        "step": "commit",
        "mark": mark,
    }


def samples(held: Split) -> dict[str, Sample]:
    """By the path of the route, for a list without the ending of its file."""
    pairing, party = Sample("P2", "Q2"), Sample("110115005", "110116001")
    taken = {OWN: "110115006", OTHER: "110116002"}

    def handed(donor: str) -> Sent:
        (key,) = [one for one in ("P2", "Q2") if place.pairings[one][0] == place.ids[donor]]
        with held.database.read() as connection:
            found = "SELECT id FROM pairing WHERE retracted = 0 AND key = ?"
            id_ = connection.exec_driver_sql(found, (key,)).scalar_one()
        taker = taken[donor[:6]]
        return {
            "row": f"1 {id_}",
            f"to{id_}": "1",
            "day": str(DAY),
            "step": "commit",
            "successor1_text": taker,
            "successor1_for": taker,
            "successor1": taker,
            "mark": handing.Order(((Seen(key, 1), taker),), DAY).mark,
        }

    def accepted(district: str) -> Sent:
        snapshot = Network(held.database).snapshot
        parties = snapshot.parties
        inside = parties.row(district)
        found = propose(snapshot, View(number_of(today())))
        one = next(one for one in found.pairings if parties.inside(one.donor, inside))
        return {"row": f"{parties.id.at[one.donor]}-{parties.id.at[one.village]}"}

    def handed_one(key: str) -> Sent:
        taker = taken[OWN if key == "P2" else OTHER]
        return {"version": "1", "day": str(DAY), "donor_text": taker}

    def registered(donor: str) -> Sent:
        recipient = "150926201201" if donor == taken[OWN] else "150927201201"
        return {
            "donor_text": donor,
            "recipient_text": recipient,
            "stage": "planned",
            "source": "清单",
        }

    def named(township: str) -> Sent:
        return {"step": "commit", "name": f"{quote(f'{township}#06', safe='')} {township}210"}

    def named_one(unnamed: str) -> Sent:
        field, village = f"to{place.ids[unnamed]}", f"{unnamed.partition('#')[0]}210"
        return {f"{field}_text": village, f"{field}_for": village, field: village}

    def of_village(number: int, rule: Rule, sent: Sent) -> Sample:
        own, other = (f"{town}{number}" for town in ("150926201", "150927201"))
        return Sample(own, other, sent=lambda _: sent, rule=rule, looks=rule)

    designated = {"kind": "poor", "source": "清单"}
    left = {"kind": "deep_poverty", "end": "2020-03-01", "source": "清单"}
    place = Place(held)
    nothing = Sample(sent=lambda _: {}, writes=False)
    return {
        "/": Sample(),
        "/static/{name:path}": Sample("app.css"),
        "/healthz": Sample(),
        "/metrics": Sample(),
        "/graphql": Sample(
            told="?query={__typename}", sent=lambda _: {}, written=415, writes=False
        ),
        "/sign-in": Sample(sent=lambda _: {"login": "nobody"}, written=422, writes=False),
        "/sign-out": nothing,
        "/account": Sample(),
        "/account/password": Sample(sent=lambda _: {}, written=422, writes=False),
        "/account/tokens": Sample(
            sent=lambda _: {"name": "x", "days": "9"}, written=200, writes=False
        ),
        "/account/tokens/{key}/revoke": Sample("999", sent=lambda _: {}, written=404, writes=False),
        "/account/sessions/end": nothing,
        "/account/sessions/{key}/end": Sample("999", sent=lambda _: {}, written=404, writes=False),
        "/graphql/explorer": Sample(),
        "/coverage": Sample(),
        "/counties": Sample(),
        "/villages": Sample(),
        "/uncovered": Sample(),
        "/proposals": Sample(OWN, OTHER, sent=accepted, rule=donates),
        "/parties": Sample(),
        "/parties/{key:path}": party,
        **{
            f"/parties/{{key:path}}/{part}": party
            for part in ("pairings", "inside", "donors", "supported", "poverty", "rates", "causes")
        },
        "/parties/{key:path}/hand-over": Sample(
            "110115005", "110116001", sent=handed, rule=donates, looks=donates
        ),
        "/parties/{key:path}/designate": of_village(211, names, designated),
        "/parties/{key:path}/leave-list": of_village(200, names, left),
        "/parties/{key:path}/suggest-name": Sample(
            "150926201#05", "150927201#05", sent=named_one, rule=suggests, looks=suggests
        ),
        "/parties/{key:path}/suggest-designation": of_village(211, suggests, designated),
        "/parties/{key:path}/suggest-exit": of_village(200, suggests, left),
        "/suggestions": Sample(),
        "/suggestions/{key}": Sample(
            held.suggestions["150926201210"],
            held.suggestions["150927201210"],
            sent=lambda _: {"step": "accept"},
            rule=decides,
        )
        if held.suggestions
        else Sample("1", sent=lambda _: {"step": "accept"}, shown=404, written=404, writes=False),
        "/pairings": Sample(),
        "/pairings/{key:path}": pairing,
        "/pairings/{key:path}/line": pairing,
        "/pairings/candidates": Sample(told="?field=donor&donor_text=110"),
        "/pairings/new": Sample(taken[OWN], taken[OTHER], sent=registered, rule=donates),
        "/pairings/change": Sample("P2", "Q2", sent=_bulk, rule=pairs),
        "/pairings/{key:path}/sign": _pairing(),
        "/pairings/{key:path}/hand-over": Sample(
            "P2", "Q2", sent=handed_one, rule=pairs, looks=pairs
        ),
        "/pairings/{key:path}/end": _pairing(),
        "/pairings/{key:path}/amend": _pairing(stage="planned", note="n"),
        "/pairings/{key:path}/cancel": _pairing(),
        "/pairings/{key:path}/programme": _pairing(programme="x"),
        "/pairings/{key:path}/agreement": _pairing(agreement="x"),
        "/pairings/{key:path}/note": _pairing(note="x"),
        "/dependence": Sample(),
        "/dependence/withdrawal": Sample(),
        "/districts": Sample(),
        "/districts/{key:path}": Sample(OWN, OTHER),
        "/districts/{key:path}/picture.svg": Sample(OWN, OTHER),
        "/districts/{key:path}/places": Sample(OWN, OTHER),
        "/naming": Sample(),
        "/naming/{key:path}": Sample("150926201", "150927201", sent=named, rule=names),
        "/naming/{key:path}/candidates": Sample("150926201", "150927201", "?field=to1&to1_text=1"),
        "/exports": Sample(),
        "/ledgers/{key}": Sample("pairings"),
        "/templates/{key}": Sample("pairings"),
        "/reconciliation": Sample(),
        "/reconciliation/{key:path}": Sample("1", "2"),
        "/quality": Sample(),
        "/quality/{key:path}": Sample("never-signed"),
        "/audit": Sample(),
        "/batches": Sample(),
        "/batches/{key}": Sample(held.batches[OWN], held.batches[OTHER]),
        "/batches/{key}/undo": Sample(
            held.batches[OWN],
            held.batches[OTHER],
            sent=lambda _: {},
            rule=takes_back,
            looks=takes_back,
        ),
        "/imports": Sample(sent=lambda _: {"ledger": "pairings"}, written=422, writes=False),
        "/imports/{key}": Sample(
            held.uploads[OWN], held.uploads[OTHER], sent=lambda _: {"step": "take"}, rule=takes
        ),
        "/imports/{key}/refused.xlsx": Sample(held.uploads["wrong"]),
        "/imports/{key}/file": Sample(held.uploads[OWN], held.uploads[OTHER]),
    }


def cells(app: Starlette, held: Split) -> Iterator[Cell]:
    """Every route with each of its things. Raises LookupError for a route without an example."""
    found = samples(held)
    for route in app.routes:
        assert isinstance(route, Route)
        ending = next((form for form in FORMS if route.path.endswith(form)), "")
        sample = found.get(route.path) or found.get(route.path.removesuffix(ending))
        if sample is None:
            raise LookupError(f"{route.path}: tests/route_samples.py has no example of this route")
        methods = frozenset(route.methods or ("GET", "POST"))
        for thing in sample.things:
            yield Cell(route.path, sample, thing, methods)
