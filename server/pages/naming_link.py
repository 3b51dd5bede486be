"""The way from a party to where its unnamed villages get their names."""

from graph.analysis.naming import quotas
from graph.language import say
from server.pages.asked import Asked, Ref


def naming_link(asked: Asked, row: int) -> Ref | None:
    """Where the villages of a party are named, or those that were counted with it; None where
    sources name all of them."""
    parties = asked.snapshot.parties
    if parties.named.at[row] == 0:
        division = parties.parent.at[row]
        text = say("为它定名") if asked.may_name(row) else say("看这里的待定名村")
        return Ref(text, asked.urls.naming(parties.key(division)))
    if parties.is_donor(row) or not parties.is_division(row):
        return None
    found = quotas(asked.snapshot, row)
    if not found:
        return None
    named, to_name = (sum(getattr(one, name) for one in found) for name in ("named", "to_name"))
    key = parties.key(row)
    own = len(found) == 1 and found[0].division == row
    return Ref(
        say(
            "{counted:,} 个村来源没有写名字：已定名 {named:,}，待定名 {to_name:,}",
            counted=named + to_name,
            named=named,
            to_name=to_name,
        ),
        asked.urls.naming(key) if own else asked.urls.namings(key),
    )
