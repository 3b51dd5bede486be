"""Arguments that many fields share, turned into what analysis takes."""

from graph.analysis.coverage import View
from graph.errors import NotFound
from graph.words import VillageTarget
from schema.context import Context
from schema.node import PairingNode, find_node
from schema.scalars import Day


def day(context: Context, at: Day | None) -> int:
    """The day asked for, today when it is left out."""
    return context.today if at is None else at


def view(
    context: Context, at: Day | None, target: VillageTarget | None, exited: bool | None
) -> View:
    """Whose cover is asked for; null stands for the default. Spends the budget of days."""
    chosen = VillageTarget.DEEP_POVERTY if target is None else target
    found = View(day(context, at), chosen, bool(exited))
    context.budget.look(found)
    return found


def scope(context: Context, code: str | None, name: str = "within") -> int | None:
    """The row of the division that an argument names; raises NotFound for an unknown code."""
    parties = context.snapshot.parties
    row = None if code is None else parties.find(code)
    if code is not None and (row is None or not parties.is_division(row)):
        raise NotFound(f"{name}: there is no division with the code {code!r:.60}.")
    return row


def party(context: Context, node_id: str, name: str) -> int:
    """The row of the party that an argument names; raises NotFound for an id of none."""
    row = find_node(context.snapshot, node_id)
    if row is None or isinstance(row, PairingNode):
        raise NotFound(f"{name}: there is no party with the id {node_id!r:.60}.")
    return row
