"""The web application: routes, the order of middleware, and what answers errors."""

import re
from collections.abc import Mapping
from functools import cache

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from server.access_log import AccessLog
from server.account_pages import account_routes
from server.assets import Assets
from server.demo_marks import marked_headers, marked_picture
from server.desk import Desk, Endpoint, Snapshots
from server.downloads import download_routes
from server.explorer import explorer_routes
from server.failures import handlers
from server.gate import guarded
from server.graphql import GraphQLEndpoint
from server.imports import closing, import_routes
from server.intake import Intake
from server.keeping import keeping_routes
from server.ledger import Ledger, current_user
from server.metrics import Counts, Metrics, metrics_route
from server.pages import (
    changes,
    coverage,
    dependence,
    districts,
    exports,
    findings,
    happenings,
    held,
    institutions,
    institutions_list,
    naming,
    naming_index,
    network,
    network_members,
    network_path,
    network_shared,
    network_structure,
    overview,
    pairings,
    participation,
    participation_list,
    parties,
    party,
    proposals,
    quality,
    reconciliation,
    series,
    villages,
    withdrawal,
)
from server.pages.asked import Show
from server.people import People, WhoActs
from server.pictures.style import for_file
from server.proposal_page import proposal_page
from server.request_ids import RequestIds
from server.security import BODY_LIMIT, HostCheck, OriginCheck, SecurityHeaders, headers_of
from server.settings import Settings
from server.shipped import shipped
from server.templating import environment

PAGES: Mapping[str, Show] = {
    "/coverage": coverage.coverage,
    "/villages": villages.villages,
    "/uncovered": villages.uncovered,
    "/dependence": dependence.show_dependence,
    "/dependence/withdrawal": withdrawal.show_withdrawal,
    "/participation": participation.show_participation,
    "/participation/list": participation_list.show_participants,
    "/institutions": institutions.show_institutions,
    "/institutions/list": institutions_list.show_institution_list,
    "/series": series.show_series,
    "/network/shared": network_shared.show_shared,
    "/network/shared/counties": network_shared.show_counties,
    "/parties": parties.parties,
    "/pairings": pairings.pairings,
    "/districts": districts.districts,
    "/districts/{key:path}": districts.district,
    "/naming": naming_index.naming_index,
    "/exports": exports.exports,
    "/reconciliation": reconciliation.reconciliation,
    "/reconciliation/{key:path}": held.held,
    "/quality": quality.quality,
    "/quality/{key:path}": findings.findings,
}
READING: Mapping[str, Show] = {
    "/": overview.overview,
    "/parties/{key:path}": party.party,
    "/pairings/{key:path}": pairings.pairing,
    "/naming/{key:path}": naming.naming,
    "/changes": changes.show_changes,
    "/changes/happenings": happenings.show_happenings,
    "/network": network.show_network,
    "/network/path": network_path.show_way,
    "/network/structure": network_structure.show_structure,
    "/network/members": network_members.show_members,
}
"""Pages in a thread where there is SQL: those that read it too, who changed what and what waits;
and those that walk the network, or all that ever began and ended."""
PICTURES: Mapping[str, tuple[str, Show]] = {
    "/districts/{key:path}/picture.svg": ("picture.svg", districts.picture),
    "/series/picture.svg": ("series.svg", series.picture),
    "/proposals/picture.svg": ("picture.svg", proposals.picture),
}
"""Pictures as files, each with the template that writes it."""


NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Signs for which a browser would refuse a whole picture: no XML may hold them."""


def create_app(settings: Settings, network: Snapshots, ledger: Ledger | None = None) -> Starlette:
    """The application over the newest snapshot of `network`, whose owner closes it. Without a
    ledger its pages only read."""
    templates, assets = _face()
    database = ledger.database if ledger else None
    people = People(settings, database, ledger.who if ledger else current_user())
    desk = Desk(
        *(network, templates, assets),
        database=database,
        cookies=people.cookies,
    )
    intake = Intake(ledger) if ledger else None
    metrics, graphql = Metrics(), GraphQLEndpoint(network, settings.suggestions, ledger=ledger)
    routes: list[BaseRoute] = [
        # Addresses are looked for in turn, and programs ask most.
        Route("/graphql", graphql),
        *_writing(desk, ledger, intake, people),
        *_routes(desk, assets, network, ledger),
    ]
    if settings.metrics:
        routes.append(metrics_route(metrics, network, graphql.fallbacks))
    if settings.has_explorer:
        routes += explorer_routes(desk, assets, required=settings.explorer is True)
    app = Starlette(
        routes=guarded(routes, trusts_this_machine=not settings.public_url),
        lifespan=closing(intake),
        middleware=list(middleware(settings, people, metrics).values()),
        exception_handlers=handlers(desk, headers_of(settings)),
    )
    # The handlers do it for every address, by one that names no host and for good.
    app.router.redirect_slashes = False
    return app


@cache
def _face() -> tuple[Environment, Assets]:
    """Templates and static files come with the program: a process reads them once."""
    return environment(shipped("templates")), Assets(shipped("static"))


def middleware(settings: Settings, people: People, metrics: Metrics) -> dict[str, Middleware]:
    """From the outermost in; the order is part of what each promises."""
    return {
        # Refusals of all that follow carry the headers too.
        "headers": Middleware(SecurityHeaders, headers=headers_of(settings)),
        "ids": Middleware(RequestIds),
        **({"log": Middleware(AccessLog)} if settings.access_log else {}),
        **({"metrics": Middleware(Counts, metrics=metrics)} if settings.metrics else {}),
        "hosts": Middleware(HostCheck, hosts=settings.hosts),
        "origin": Middleware(OriginCheck, https=settings.is_https),
        "people": Middleware(WhoActs, people=people),
        "body": Middleware(RequestBodyLimitMiddleware, max_body_size=BODY_LIMIT),
        "compression": Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
    }


def _writing(
    desk: Desk, ledger: Ledger | None, intake: Intake | None, people: People
) -> list[BaseRoute]:
    if ledger is None or intake is None:
        return []
    return [
        *account_routes(desk, ledger.database, people),
        *import_routes(desk, ledger, intake),
        *keeping_routes(desk, ledger),
    ]


def _routes(
    desk: Desk, assets: Assets, network: Snapshots, ledger: Ledger | None
) -> list[BaseRoute]:
    return [
        *(
            Route(path, _picture(desk, assets, template, show), methods=["GET"])
            for path, (template, show) in PICTURES.items()
        ),
        *download_routes(desk),
        *(Route(path, desk.page(show), methods=["GET"]) for path, show in PAGES.items()),
        Route(
            "/proposals",
            proposal_page(desk, ledger),
            methods=["GET", "POST"] if ledger else ["GET"],
        ),
        *(Route(path, desk.reading_page(show), methods=["GET"]) for path, show in READING.items()),
        Route("/static/{name:path}", assets.serve, methods=["GET"]),
        Route("/healthz", _healthz(network)),
    ]


def _picture(desk: Desk, assets: Assets, template: str, show: Show) -> Endpoint:
    """The picture as a file of its own, which brings its style along."""
    css = for_file(assets.text("picture.css"))

    async def picture(request: Request) -> Response:
        # What a picture shows may have to be solved first.
        shown = await run_in_threadpool(show, asked := desk.asked(request))
        svg = desk.render(template, asked, shown, css)
        svg, headers = NO_XML.sub("", svg), dict(shown.headers or {})
        if asked.snapshot.demo:
            svg, headers = marked_picture(svg), marked_headers(headers)
        return Response(svg, media_type="image/svg+xml", headers=headers)

    return picture


def _healthz(network: Snapshots) -> Endpoint:
    async def healthz(_: Request) -> Response:
        snapshot = network.snapshot
        counts = {"parties": len(snapshot.parties), "pairings": len(snapshot.pairings)}
        return JSONResponse({"status": "ok", **counts})

    return healthz
