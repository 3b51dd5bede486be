"""Sentences as JSON keeps them, to be told in any language when they are read again.

A sentence of `say` is {"say": pattern, "values": {…}}, one of `joined` {"row": [part, …],
"between": text}; any other text is kept as it is in Chinese.
"""

from typing import Any

from graph.language import Said, joined


def kept(value: Any) -> Any:
    """The value with its sentences, and those in its lists, as JSON can keep them."""
    if type(value) is Said:
        values = {name: kept(each) for name, each in value.values.items()}
        return {"say": value.pattern, "values": values}
    if isinstance(value, Said) and "parts" in value.values:
        return {"row": kept(value.values["parts"]), "between": value.pattern}
    if isinstance(value, list | tuple):
        return [kept(each) for each in value]
    return value if isinstance(value, str | int | float | None) else str(value)


def said_from(value: Any) -> Any:
    """What `kept` has written; lists for its lists and tuples."""
    if isinstance(value, list):
        return [said_from(each) for each in value]
    if isinstance(value, dict) and "say" in value:
        return Said(value["say"], {name: said_from(it) for name, it in value["values"].items()})
    if isinstance(value, dict) and "row" in value:
        return joined(said_from(value["row"]), value["between"])
    return value
