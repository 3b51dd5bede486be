"""Routes of the pages that change pairings; there are none where pages only read."""

from starlette.routing import BaseRoute, Route

from server.bulk_page import bulk_page
from server.desk import Desk
from server.hand_over_page import hand_over_page
from server.ledger import Ledger
from server.naming_page import naming_page
from server.pages import designation, suggestion_forms
from server.pages.actions import ACTIONS, ActionForm
from server.pages.audit import audit
from server.pages.batches import batch, batches
from server.pages.cells import CELLS, CellForm, line
from server.pages.ends import candidates
from server.pages.naming_choices import candidates as naming_candidates
from server.pages.register import RegisterForm
from server.pages.saved import with_filters
from server.pages.suggestion import DecisionForm
from server.pages.suggestions import suggestions
from server.pages.undo import UndoForm
from server.writing import Form, form_page

METHODS = ("GET", "POST")


def keeping_routes(desk: Desk, ledger: Ledger) -> list[BaseRoute]:
    """They go before the route of a pairing's page, whose key may be any path."""
    forms: dict[str, Form] = {"/pairings/new": RegisterForm(), "/batches/{key}/undo": UndoForm()}
    forms["/suggestions/{key}"] = DecisionForm()
    of_villages: dict[str, Form] = {**designation.FORMS, **suggestion_forms.FORMS}
    forms |= {f"/parties/{{key:path}}/{name}": form for name, form in of_villages.items()}
    forms |= {f"/pairings/{{key:path}}/{each.name}": ActionForm(each) for each in ACTIONS}
    forms |= {f"/pairings/{{key:path}}/{name}": CellForm(name) for name in CELLS}
    return [
        Route("/naming/{key:path}/candidates", desk.page(naming_candidates), methods=["GET"]),
        Route("/naming/{key:path}", naming_page(desk, ledger), methods=METHODS),
        Route("/audit", desk.reading_page(with_filters(audit)), methods=["GET"]),
        Route("/batches", desk.reading_page(with_filters(batches)), methods=["GET"]),
        Route("/suggestions", desk.reading_page(with_filters(suggestions)), methods=["GET"]),
        Route("/batches/{key}", desk.reading_page(batch), methods=["GET"]),
        Route("/parties/{key:path}/hand-over", hand_over_page(desk, ledger), methods=METHODS),
        Route("/pairings/candidates", desk.page(candidates), methods=["GET"]),
        Route("/pairings/change", bulk_page(desk, ledger), methods=METHODS),
        Route("/pairings/{key:path}/line", desk.page(line), methods=["GET"]),
        *(
            Route(path, form_page(desk, ledger, form), methods=METHODS)
            for path, form in forms.items()
        ),
    ]
