"""The web application: routes, the order of middleware, and what answers errors."""

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from server.access_log import AccessLog
from server.account_pages import account_routes
from server.assets import Assets
from server.desk import Desk, Endpoint, Snapshots
from server.downloads import download_routes
from server.explorer import explorer_routes
from server.failures import handlers
from server.filter_pages import filter_routes
from server.gate import guarded
from server.graphql import GraphQLEndpoint
from server.imports import closing, import_routes
from server.intake import Intake
from server.keeping import keeping_routes
from server.languages import Language, language_routes
from server.ledger import Ledger, current_user
from server.metrics import Counts, Metrics, metrics_route
from server.network_files import network_file_routes
from server.pages import (
    changes,
    changes_picture,
    city,
    county_map,
    coverage,
    dependence,
    districts,
    exports,
    findings,
    happenings,
    held,
    help,
    institutions,
    institutions_list,
    naming,
    naming_index,
    network,
    network_members,
    network_path,
    network_picture,
    network_shared,
    network_structure,
    overview,
    pairings,
    participation,
    participation_list,
    parties,
    party,
    party_picture,
    pictures,
    proposal_comparison,
    proposal_drawing,
    proposals,
    quality,
    reconciliation,
    search,
    series,
    villages,
    withdrawal,
)
from server.pages.asked import Show
from server.pages.saved import kept_at
from server.people import People, WhoActs
from server.picture_files import picture_routes
from server.proposal_page import proposal_page, solving_page
from server.report_files import report_routes
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
    "/pictures": pictures.show_pictures,
    "/city": city.show_city,
    "/map": county_map.show_map,
    "/districts": districts.districts,
    "/naming": naming_index.naming_index,
    "/exports": exports.exports,
    "/reconciliation": reconciliation.reconciliation,
    "/reconciliation/{key:path}": held.held,
    "/quality": quality.quality,
    "/quality/{key:path}": findings.findings,
    "/help": help.show_help,
}
READING: Mapping[str, Show] = {
    "/": overview.overview,
    "/search": search.show_search,
    "/parties/{key:path}/picture": party_picture.party_picture,
    "/parties/{key:path}": party.party,
    "/pairings/{key:path}": pairings.pairing,
    "/districts/{key:path}": districts.district,
    "/naming/{key:path}": naming.naming,
    "/changes": changes.show_changes,
    "/changes/picture": changes_picture.show_changes_picture,
    "/changes/happenings": happenings.show_happenings,
    "/network": network.show_network,
    "/network/path": network_path.show_way,
    "/network/structure": network_structure.show_structure,
    "/network/members": network_members.show_members,
}
"""Pages in a thread where there is SQL: those that read it too, who changed what and what waits;
those that walk the network, or all that ever began and ended; and those that draw many places."""
PICTURES: Mapping[str, tuple[str, Show]] = {
    "/districts/{key:path}/picture.svg": ("picture.svg", districts.picture),
    "/parties/{key:path}/picture.svg": ("picture.svg", party_picture.picture),
    "/city/picture.svg": ("drawing.svg", city.picture),
    "/map/picture.svg": ("drawing.svg", county_map.picture),
    "/series/picture.svg": ("series.svg", series.picture),
    "/proposals/picture.svg": ("picture.svg", proposals.picture),
    "/proposals/compared/picture.svg": ("drawing.svg", proposal_drawing.picture),
    "/changes/picture.svg": ("drawing.svg", changes_picture.picture),
    "/network/picture.svg": ("drawing.svg", network_picture.picture),
}
"""Pictures as files, each with the template that writes it; each is had as .png too."""


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
        *language_routes(people.cookies),
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
        "language": Middleware(Language, cookies=people.cookies),
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
        *filter_routes(desk, ledger.database),
        *import_routes(desk, ledger, intake),
        *keeping_routes(desk, ledger),
    ]


def _routes(
    desk: Desk, assets: Assets, network: Snapshots, ledger: Ledger | None
) -> list[BaseRoute]:
    return [
        *picture_routes(desk, assets, PICTURES),
        *report_routes(desk, assets),
        *download_routes(desk),
        *network_file_routes(desk),
        *(Route(path, _page(desk, path, show), methods=["GET"]) for path, show in PAGES.items()),
        Route(
            "/proposals/compared",
            solving_page(desk, proposal_comparison.show_comparison),
            methods=["GET"],
        ),
        Route(
            "/proposals",
            proposal_page(desk, ledger),
            methods=["GET", "POST"] if ledger else ["GET"],
        ),
        *(
            Route(path, desk.reading_page(kept_at(path, show)), methods=["GET"])
            for path, show in READING.items()
        ),
        Route("/static/{name:path}", assets.serve, methods=["GET"]),
        Route("/healthz", _healthz(network)),
    ]


def _page(desk: Desk, path: str, show: Show) -> Endpoint:
    """Beside a list stand the reader's filters, which are read from SQL."""
    kept = kept_at(path, show)
    return desk.page(show) if kept is show else desk.reading_page(kept)


def _healthz(network: Snapshots) -> Endpoint:
    async def healthz(_: Request) -> Response:
        snapshot = network.snapshot
        counts = {"parties": len(snapshot.parties), "pairings": len(snapshot.pairings)}
        return JSONResponse({"status": "ok", **counts})

    return healthz
