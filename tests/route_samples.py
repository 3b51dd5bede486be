"""One example of each route, in the ledger of `split_ledger`: what stands in its address, and what
is sent to it so that whoever may is let.

A route without an example fails whatever goes over all routes, which names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from route_sample import (
    Cell,
    Place,
    Rule,
    Sample,
    Sent,
    decides,
    donates,
    names,
    pairs,
    suggests,
    takes,
    takes_back,
)
from split_ledger import DAY, OTHER, OWN, Split
from starlette.applications import Starlette
from starlette.routing import Route

from graph.analysis.coverage import View
from graph.analysis.proposal import propose
from graph.days import number_of, today
from graph.network.live import Network
from graph.registry.commands import Seen
from server.address import FORMS, PNG, SVG
from server.pages import bulk, handing

Samples = Mapping[str, Sample]
"""By the path of the route, for a list without the ending of its file."""
TAKERS = {OWN: "110115006", OTHER: "110116002"}
"""A party of each district that can take pairings on."""

SERVICE: Samples = {
    "/static/{name:path}": Sample("app.css"),
    "/healthz": Sample(),
    "/metrics": Sample(),
    "/graphql": Sample(told="?query={__typename}", sent=lambda _: {}, written=415, writes=False),
    "/graphql/explorer": Sample(),
}
NOTHING_SENT = Sample(sent=lambda _: {}, writes=False)
ACCOUNTS: Samples = {
    "/sign-in": Sample(sent=lambda _: {"login": "nobody"}, written=422, writes=False),
    "/sign-out": NOTHING_SENT,
    "/language": NOTHING_SENT,
    "/account": Sample(),
    "/account/password": Sample(sent=lambda _: {}, written=422, writes=False),
    "/account/tokens": Sample(sent=lambda _: {"name": "x", "days": "9"}, written=200, writes=False),
    "/account/tokens/{key}/revoke": Sample("999", sent=lambda _: {}, written=404, writes=False),
    "/account/sessions/end": NOTHING_SENT,
    "/filters": Sample(sent=lambda _: {"name": "x", "address": "/"}, written=422, writes=False),
    "/filters/{key}": Sample("999", sent=lambda _: {"name": "x"}, written=404, writes=False),
    "/account/sessions/{key}/end": Sample("999", sent=lambda _: {}, written=404, writes=False),
}
QUESTIONS: Samples = {
    "/": Sample(),
    "/search": Sample(told="?q=1"),
    "/help": Sample(),
    "/coverage": Sample(),
    "/counties": Sample(),
    "/villages": Sample(),
    "/uncovered": Sample(),
    "/dependence": Sample(),
    "/dependence/withdrawal": Sample(),
    "/proposals/picture.svg": Sample(),
    "/proposals/compared": Sample(told="?than=plain"),
    "/proposals/compared/picture.svg": Sample(told="?than=plain"),
    "/participation": Sample(),
    "/participation/list": Sample(),
    "/institutions": Sample(),
    "/institutions/list": Sample(),
    "/series": Sample(),
    "/series/picture.svg": Sample(),
    "/changes": Sample(),
    "/changes/happenings": Sample(),
    "/changes/picture": Sample(),
    "/changes/picture.svg": Sample(),
    "/network": Sample(told=f"?center={OWN}"),
    "/network.graphml": Sample(told=f"?within={OWN}"),
    "/network.gexf": Sample(told=f"?within={OWN}"),
    "/network/picture.svg": Sample(told=f"?center={OWN}&open={OWN}"),
    "/network/path": Sample(told=f"?from={OWN}&to=150926"),
    "/network/shared": Sample(),
    "/network/shared/counties": Sample(told=f"?of={OWN}&of={OTHER}"),
    "/network/structure": Sample(),
    "/network/members": Sample(told=f"?of={OWN}"),
    "/pictures": Sample(),
    "/city": Sample(told=f"?district={OWN}"),
    "/city/picture.svg": Sample(),
    "/map": Sample(),
    "/map/picture.svg": Sample(told=f"?district={OWN}"),
    "/districts": Sample(),
    "/districts/{key:path}": Sample(OWN, OTHER),
    "/districts/{key:path}/picture.svg": Sample(OWN, OTHER),
    "/districts/{key:path}/places": Sample(OWN, OTHER),
    "/report/{key:path}": Sample(OWN, OTHER),
    "/report/{key:path}.docx": Sample(OWN, OTHER),
    "/exports": Sample(),
    "/ledgers/{key}": Sample("pairings"),
    "/templates/{key}": Sample("pairings"),
    "/reconciliation": Sample(),
    "/reconciliation/{key:path}": Sample("1", "2"),
    "/quality": Sample(),
    "/quality/{key:path}": Sample("never-signed"),
    "/audit": Sample(),
}


def _proposals(held: Split) -> Samples:
    def accepted(district: str) -> Sent:
        snapshot = Network(held.database).snapshot
        parties = snapshot.parties
        inside = parties.row(district)
        found = propose(snapshot, View(number_of(today())))
        one = next(one for one in found.pairings if parties.inside(one.donor, inside))
        return {"row": f"{parties.id.at[one.donor]}-{parties.id.at[one.village]}"}

    return {"/proposals": Sample(OWN, OTHER, sent=accepted, rule=donates)}


def _parties(place: Place) -> Samples:
    party = Sample("110115005", "110116001")
    parts = (
        "picture",
        "picture.svg",
        "pairings",
        "inside",
        "donors",
        "supported",
        "poverty",
        "rates",
        "causes",
    )
    return {
        "/parties": Sample(),
        "/parties/{key:path}": party,
        **{f"/parties/{{key:path}}/{part}": party for part in parts},
        "/parties/{key:path}/hand-over": Sample(
            "110115005",
            "110116001",
            sent=lambda donor: _handed(place, donor),
            rule=donates,
            looks=donates,
        ),
    }


def _handed(place: Place, donor: str) -> Sent:
    """All that one party takes part in goes to another of its district."""
    (key,) = [one for one in ("P2", "Q2") if place.pairings[one][0] == place.ids[donor]]
    with place.held.database.read() as connection:
        found = "SELECT id FROM pairing WHERE retracted = 0 AND key = ?"
        id_ = connection.exec_driver_sql(found, (key,)).scalar_one()
    taker = TAKERS[donor[:6]]
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


def _designations(place: Place) -> Samples:
    """What is said, or suggested, of single villages."""
    designated = {"kind": "poor", "source": "清单"}
    left = {"kind": "deep_poverty", "end": "2020-03-01", "source": "清单"}

    def of_village(number: int, rule: Rule, sent: Sent) -> Sample:
        own, other = (f"{town}{number}" for town in ("150926201", "150927201"))
        return Sample(own, other, sent=lambda _: sent, rule=rule, looks=rule)

    def named(unnamed: str) -> Sent:
        field, village = f"to{place.ids[unnamed]}", f"{unnamed.partition('#')[0]}210"
        return {f"{field}_text": village, f"{field}_for": village, field: village}

    return {
        "/parties/{key:path}/designate": of_village(211, names, designated),
        "/parties/{key:path}/leave-list": of_village(200, names, left),
        "/parties/{key:path}/suggest-name": Sample(
            "150926201#05", "150927201#05", sent=named, rule=suggests, looks=suggests
        ),
        "/parties/{key:path}/suggest-designation": of_village(211, suggests, designated),
        "/parties/{key:path}/suggest-exit": of_village(200, suggests, left),
    }


def _suggestions(held: Split) -> Samples:
    accept = {"step": "accept"}
    one = Sample("1", sent=lambda _: accept, shown=404, written=404, writes=False)
    if held.suggestions:
        own, other = (held.suggestions[f"{town}210"] for town in ("150926201", "150927201"))
        one = Sample(own, other, sent=lambda _: accept, rule=decides)
    return {"/suggestions": Sample(), "/suggestions/{key}": one}


def _pairings() -> Samples:
    pairing = Sample("P2", "Q2")
    return {
        "/pairings": Sample(),
        "/pairings/{key:path}": pairing,
        "/pairings/{key:path}/line": pairing,
        "/pairings/candidates": Sample(told="?field=donor&donor_text=110"),
        "/pairings/new": Sample(TAKERS[OWN], TAKERS[OTHER], sent=_registered, rule=donates),
        "/pairings/change": Sample("P2", "Q2", sent=_bulk, rule=pairs),
        "/pairings/{key:path}/hand-over": Sample(
            "P2", "Q2", sent=_handed_one, rule=pairs, looks=pairs
        ),
        "/pairings/{key:path}/sign": _changed(),
        "/pairings/{key:path}/end": _changed(),
        "/pairings/{key:path}/cancel": _changed(),
        "/pairings/{key:path}/amend": _changed(stage="planned", note="n"),
        "/pairings/{key:path}/programme": _changed(programme="x"),
        "/pairings/{key:path}/agreement": _changed(agreement="x"),
        "/pairings/{key:path}/note": _changed(note="x"),
    }


def _changed(**more: Any) -> Sample:
    """What can be done with one pairing."""
    typed = {"version": "1", "day": "2020-06-01", "end": "2020-06-01", **more}
    return Sample("P2", "Q2", sent=lambda _: typed, rule=pairs, looks=pairs)


def _handed_one(key: str) -> Sent:
    taker = TAKERS[OWN if key == "P2" else OTHER]
    return {"version": "1", "day": str(DAY), "donor_text": taker}


def _registered(donor: str) -> Sent:
    recipient = "150926201201" if donor == TAKERS[OWN] else "150927201201"
    return {
        "donor_text": donor,
        "recipient_text": recipient,
        "stage": "planned",
        "source": "清单",
    }


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


def _naming() -> Samples:
    def named(township: str) -> Sent:
        return {"step": "commit", "name": f"{quote(f'{township}#06', safe='')} {township}210"}

    own, other = "150926201", "150927201"
    return {
        "/naming": Sample(),
        "/naming/{key:path}": Sample(own, other, sent=named, rule=names),
        "/naming/{key:path}/candidates": Sample(own, other, "?field=to1&to1_text=1"),
    }


def _batches(held: Split) -> Samples:
    own, other = held.batches[OWN], held.batches[OTHER]
    return {
        "/batches": Sample(),
        "/batches/{key}": Sample(own, other),
        "/batches/{key}/undo": Sample(
            own, other, sent=lambda _: {}, rule=takes_back, looks=takes_back
        ),
    }


def _imports(held: Split) -> Samples:
    own, other = held.uploads[OWN], held.uploads[OTHER]
    return {
        "/imports": Sample(sent=lambda _: {"ledger": "pairings"}, written=422, writes=False),
        "/imports/{key}": Sample(own, other, sent=lambda _: {"step": "take"}, rule=takes),
        "/imports/{key}/refused.xlsx": Sample(held.uploads["wrong"]),
        "/imports/{key}/file": Sample(own, other),
    }


def samples(held: Split) -> Samples:
    """All of them."""
    place = Place(held)
    return {
        **SERVICE,
        **ACCOUNTS,
        **QUESTIONS,
        **_proposals(held),
        **_parties(place),
        **_designations(place),
        **_suggestions(held),
        **_pairings(),
        **_naming(),
        **_batches(held),
        **_imports(held),
    }


def cells(app: Starlette, held: Split) -> Iterator[Cell]:
    """Every route with each of its things. Raises LookupError for a route without an example."""
    found = samples(held)
    for route in app.routes:
        assert isinstance(route, Route)
        ending = next((form for form in FORMS if route.path.endswith(form)), "")
        svg = f"{route.path.removesuffix(PNG)}{SVG}"
        sample = found.get(route.path) or found.get(route.path.removesuffix(ending))
        if route.path.endswith(PNG):
            sample = found.get(svg)
        if sample is None:
            raise LookupError(f"{route.path}: tests/route_samples.py has no example of this route")
        methods = frozenset(route.methods or ("GET", "POST"))
        for thing in sample.things:
            yield Cell(route.path, sample, thing, methods)
