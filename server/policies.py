"""Who may ask for what: every route has its policy here, and there is no application without."""

from collections.abc import Mapping
from enum import Enum

from server.address import FORMS, PNG, SVG


class Policy(Enum):
    """Who gets past. What of the ledger an actor may write is decided in `graph.rights`."""

    OPEN = "everybody"
    READ = "who may read"
    WRITE = "who may write something"
    ABOUT_ONESELF = "who has signed in, and the single user of this machine"
    SIGNED_IN = "who has signed in"
    SUGGEST = "who may propose something: recipient counties"
    OPERATE = "who has signed in for the city, and programs at this machine"
    QUERY = "who may read; a program is answered as GraphQL over HTTP says"


OPEN, READ, WRITE, ABOUT_ONESELF, SIGNED_IN, SUGGEST, OPERATE, QUERY = Policy
READ_AND_WRITE = (READ, WRITE)
"""For looking, and for sending a form."""

POLICIES: Mapping[str, Policy | tuple[Policy, Policy]] = {
    "/static/{name:path}": OPEN,
    "/healthz": OPEN,
    "/sign-in": OPEN,
    "/sign-out": OPEN,
    "/language": OPEN,
    "/account": ABOUT_ONESELF,
    "/account/password": SIGNED_IN,
    "/account/tokens": SIGNED_IN,
    "/account/tokens/{key}/revoke": SIGNED_IN,
    "/account/sessions/end": SIGNED_IN,
    "/account/sessions/{key}/end": SIGNED_IN,
    "/graphql": QUERY,
    "/graphql/explorer": READ,
    "/metrics": OPERATE,
    "/": READ,
    "/search": READ,
    "/help": READ,
    "/filters": ABOUT_ONESELF,
    "/filters/{key}": ABOUT_ONESELF,
    "/coverage": READ,
    "/counties": READ,
    "/villages": READ,
    "/uncovered": READ,
    "/proposals": READ_AND_WRITE,
    "/proposals/picture.svg": READ,
    "/proposals/compared": READ,
    "/proposals/compared/picture.svg": READ,
    "/parties": READ,
    "/parties/{key:path}": READ,
    "/parties/{key:path}/pairings": READ,
    "/parties/{key:path}/picture": READ,
    "/parties/{key:path}/picture.svg": READ,
    "/parties/{key:path}/inside": READ,
    "/parties/{key:path}/donors": READ,
    "/parties/{key:path}/supported": READ,
    "/parties/{key:path}/poverty": READ,
    "/parties/{key:path}/rates": READ,
    "/parties/{key:path}/causes": READ,
    "/parties/{key:path}/hand-over": WRITE,
    "/parties/{key:path}/designate": WRITE,
    "/parties/{key:path}/leave-list": WRITE,
    "/parties/{key:path}/suggest-name": SUGGEST,
    "/parties/{key:path}/suggest-designation": SUGGEST,
    "/parties/{key:path}/suggest-exit": SUGGEST,
    "/suggestions": READ,
    "/suggestions/{key}": READ_AND_WRITE,
    "/pairings": READ,
    "/pairings/{key:path}": READ,
    "/pairings/{key:path}/line": READ,
    "/pairings/candidates": WRITE,
    "/pairings/new": WRITE,
    "/pairings/change": WRITE,
    "/pairings/{key:path}/sign": WRITE,
    "/pairings/{key:path}/hand-over": WRITE,
    "/pairings/{key:path}/end": WRITE,
    "/pairings/{key:path}/amend": WRITE,
    "/pairings/{key:path}/cancel": WRITE,
    "/pairings/{key:path}/programme": WRITE,
    "/pairings/{key:path}/agreement": WRITE,
    "/pairings/{key:path}/note": WRITE,
    "/dependence": READ,
    "/dependence/withdrawal": READ,
    "/participation": READ,
    "/participation/list": READ,
    "/institutions": READ,
    "/institutions/list": READ,
    "/series": READ,
    "/series/picture.svg": READ,
    "/changes": READ,
    "/changes/happenings": READ,
    "/changes/picture": READ,
    "/changes/picture.svg": READ,
    "/network": READ,
    "/network.graphml": READ,
    "/network.gexf": READ,
    "/network/picture.svg": READ,
    "/network/path": READ,
    "/network/shared": READ,
    "/network/shared/counties": READ,
    "/network/structure": READ,
    "/network/members": READ,
    "/pictures": READ,
    "/city": READ,
    "/city/picture.svg": READ,
    "/map": READ,
    "/map/picture.svg": READ,
    "/districts": READ,
    "/districts/{key:path}": READ,
    "/districts/{key:path}/picture.svg": READ,
    "/districts/{key:path}/places": READ,
    "/report/{key:path}": READ,
    "/report/{key:path}.docx": READ,
    "/naming": READ,
    "/naming/{key:path}": READ_AND_WRITE,
    "/naming/{key:path}/candidates": READ,
    "/exports": READ,
    "/ledgers/{key}": READ,
    "/templates/{key}": READ,
    "/reconciliation": READ,
    "/reconciliation/{key:path}": READ,
    "/quality": READ,
    "/quality/{key:path}": READ,
    "/audit": READ,
    "/batches": READ,
    "/batches/{key}": READ,
    "/batches/{key}/undo": WRITE,
    "/imports": WRITE,
    "/imports/{key}": WRITE,
    "/imports/{key}/refused.xlsx": WRITE,
    "/imports/{key}/file": WRITE,
}
"""By the path of the route, for a list also where it is had as a file, for a picture also as .png;
one policy, or one for looking and one for changing."""


def policy_of(path: str) -> tuple[Policy, Policy]:
    """The policies of a route for looking and for changing. Raises LookupError for none."""
    ending = next((form for form in FORMS if path.endswith(form)), "")
    if path.endswith(PNG):
        path = path.removesuffix(PNG) + SVG
    found = POLICIES.get(path) or POLICIES.get(path.removesuffix(ending))
    if found is None:
        raise LookupError(f"{path}: a route without a policy; server/policies.py has none for it")
    return found if isinstance(found, tuple) else (found, found)
