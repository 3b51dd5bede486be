"""Villages for which the program can propose a donor, as a thing to do. Solving takes too long for
the first page, so that it tells the proposal that somebody has asked for already, and before that
only how many villages it would be about."""

from collections.abc import Iterator

from graph.analysis.offers import open_villages
from graph.analysis.proposal import known_proposal
from graph.language import say
from server.pages.asked import Asked
from server.pages.counted import Figure
from server.pages.task import Task

WHY = say("支援方写明的可结对村数还有空余，离得近的在前")


def proposal_task(asked: Asked, key: str, *, district: bool) -> Iterator[Task]:
    """For the villages that a district may take, or those in a division; of all for no key."""
    row = asked.snapshot.parties.row(key) if key else None
    within, giving = (None, row) if district else (row, None)
    address = asked.urls.proposals("" if district else key, key if district else "")
    found = known_proposal(asked.snapshot, asked.view, within, giving)
    if found is None:
        number = len(open_villages(asked.snapshot, asked.view, within, giving))
        what = say("个{target}自己没有支援方，可以看看请谁来接", target=asked.targets(number))
        yield Task(Figure(number, address), what, WHY, listed=False)
        return
    donors = len({one.donor for one in found.pairings})
    yield Task(
        Figure(len(found.pairings), address),
        say("个村"),
        WHY,
        before=say("可请 {donors:,} 个支援方接 ", donors=donors),
    )
