"""Documents made to hurt: each asks for little and would cost much. All are refused before
anything is executed. `DOCUMENTS` holds their names and bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Body = dict[str, Any]

LIST = "pairings(first: {size}) {{ edges {{ node {{ {inner} }} }} }}"
ENDS = ("donor", "recipient")


def nested(levels: int, size: str = "100") -> str:
    """Pairings of pairings of pairings."""
    inner = "id"
    for level in range(levels):
        inner = f"{ENDS[level % 2]} {{ {LIST.format(size=size, inner=inner)} }}"
    return inner.removeprefix("donor ").removeprefix("recipient ")


def children(levels: int, size: str) -> str:
    inner = "id"
    for _ in range(levels):
        inner = f"children(first: {size}) {{ edges {{ node {{ {inner} }} }} }}"
    return f'{{ division(code: "110000") {{ {inner} }} }}'


def bomb(levels: int, spreads: int, leaf: str = "id", on: str = "Division", step: str = "") -> str:
    """Each fragment spreads the next several times."""
    texts = [
        f"fragment f{level} on {on} {{ "
        + " ".join(
            f"a{place}: {step} {{ ...f{level + 1} }}" if step else f"...f{level + 1}"
            for place in range(spreads)
        )
        + " }"
        for level in range(levels)
    ]
    texts.append(f"fragment f{levels} on {on} {{ {leaf} }}")
    return '{ division(code: "110000") { ...f0 } } ' + " ".join(texts)


def sizes() -> Iterator[tuple[str, Body]]:
    """One list that is longer than lists may be, as a literal and as a variable."""
    fields = {
        "parties": "{{ parties(first: {0}) {{ totalCount }} }}",
        "pairings": "{{ pairings(first: {0}) {{ edges {{ node {{ id }} }} }} }}",
        "uncovered": "{{ uncoveredVillages(first: {0}) {{ edges {{ node {{ id }} }} }} }}",
        "children": '{{ division(code: "1") {{ children(first: {0}) {{ totalCount }} }} }}',
        "party pairings": '{{ party(key: "1") {{ pairings(first: {0}) {{ totalCount }} }} }}',
    }
    for name, text in fields.items():
        for size in (0, -1, 101, 1_000_000, 2_147_483_647):
            yield f"{name} {size} literal", {"query": text.format(size)}
            body = "query ($n: Int) " + text.format("$n")
            yield f"{name} {size} variable", {"query": body, "variables": {"n": size}}
    default = "query ($n: Int = 5000) " + fields["parties"].format("$n")
    yield "parties default", {"query": default}


def lists() -> Iterator[tuple[str, Body]]:
    """Lists in lists in lists, each of them short."""
    for levels in (4, 5):
        text = '{{ party(key: "110115") {} }}'
        yield f"pairings {levels} deep literal", {"query": text.format(nested(levels))}
        yield (
            f"pairings {levels} deep variable",
            {
                "query": "query ($n: Int) " + text.format(nested(levels, "$n")),
                "variables": {"n": 100},
            },
        )
    for levels in (4, 6):
        yield f"children {levels} deep literal", {"query": children(levels, "100")}
        yield (
            f"children {levels} deep variable",
            {"query": "query ($n: Int) " + children(levels, "$n"), "variables": {"n": 100}},
        )
    yield "lists of the default length", {"query": children(6, "20")}
    many = " ".join(f'a{n}: party(key: "1") {nested(3)}' for n in range(20))
    yield "many lists side by side", {"query": f"{{ {many} }}"}


def bombs() -> Iterator[tuple[str, Body]]:
    yield "fragments doubled", {"query": bomb(30, 2)}
    yield "fragments tenfold", {"query": bomb(20, 10)}
    yield "fragments doubled under aliases", {"query": bomb(15, 2, step="parent")}
    yield "fragments of dear fields", {"query": bomb(9, 3, "coverage { total }")}
    yield "fragments of lists", {"query": bomb(6, 3, "children { totalCount }", step="parent")}
    yield "inline fragments", {"query": "{ " + "... { " * 150 + "__typename" + " }" * 150 + " }"}
    yield (
        "fragments with switches by variables",
        {
            "query": "query ($y: Boolean!) "
            + bomb(12, 4, "id @skip(if: $y)").replace("...f", "...f"),
            "variables": {"y": False},
        },
    )
    ring = "fragment a on Division { parent { ...b } } fragment b on Division { parent { ...a } }"
    yield "fragments in a ring", {"query": '{ division(code: "1") { ...a } } ' + ring}
    yield "a fragment in itself", {"query": "{ ...a } fragment a on Query { ...a }"}
    chain = " ".join(f"fragment f{n} on Query {{ ...f{n + 1} }}" for n in range(130))
    yield "a chain of fragments", {"query": "{ ...f0 } " + chain}


def deep() -> Iterator[tuple[str, Body]]:
    parents = "parent { " * 60 + "id" + " }" * 60
    yield "sixty parents", {"query": f'{{ division(code: "1") {{ {parents} }} }}'}
    follows = "follows { " * 60 + "id" + " }" * 60
    yield "sixty follows", {"query": f'{{ pairing(key: "1") {{ {follows} }} }}'}
    chain = " ".join(f"fragment f{n} on Division {{ parent {{ ...f{n + 1} }} }}" for n in range(80))
    yield (
        "eighty parents in fragments",
        {
            "query": f'{{ division(code: "1") {{ ...f0 }} }} {chain} '
            "fragment f80 on Division { id }"
        },
    )
    yield "braces", {"query": "{" * 900}
    yield "fields in fields", {"query": "{a" * 400 + "}" * 400}
    yield (
        "a list literal in a list",
        {"query": "{ party(key: " + "[" * 400 + "]" * 400 + ") { id } }"},
    )
    yield (
        "an object literal in an object",
        {"query": "{ party(key: " + "{a: " * 300 + "1" + "}" * 300 + ") { id } }"},
    )
    yield (
        "a variable's type in lists",
        {"query": "query ($a: " + "[" * 400 + "Int" + "]" * 400 + ") { party(key: $a) { id } }"},
    )
    value: Any = 1
    for _ in range(200):
        value = [value]
    yield (
        "a variable in lists",
        {"query": "query ($a: String!) { party(key: $a) { id } }", "variables": {"a": value}},
    )


def wide() -> Iterator[tuple[str, Body]]:
    aliases = " ".join(f"a{n}: __typename" for n in range(250))
    yield "aliases of a plain field", {"query": f"{{ {aliases} }}"}
    counts = " ".join(
        f"a{n}: coverageBy(grouping: COUNTY) {{ division {{ id }} }}" for n in range(95)
    )
    yield "aliases of a dear field", {"query": f"{{ {counts} }}"}
    dated = " ".join(
        f'a{n}: coverageSeries(from: "{1900 + n}-01-01", to: "2020-01-01") {{ at }}'
        for n in range(40)
    )
    yield "aliases of series", {"query": f"{{ {dated} }}"}
    text = " ".join(f"a{n}: coverageSeries(from: $f, to: $t) {{ at }}" for n in range(40))
    yield (
        "aliases of series by variables",
        {
            "query": f"query ($f: Date!, $t: Date!) {{ {text} }}",
            "variables": {"f": "1950-01-01", "t": "2020-01-01"},
        },
    )
    networks = " ".join(
        f'a{n}: network(center: "Division:110000", hops: 4, limit: 2000) {{ truncated }}'
        for n in range(60)
    )
    yield "aliases of networks", {"query": f"{{ {networks} }}"}
    yield "one field over and over", {"query": "{ " + "__typename " * 900 + "}"}
    yield (
        "one list over and over",
        {"query": "{ " + "parties { totalCount } " * 200 + "}"},
    )
    yield "names nobody knows", {"query": "{ " + " ".join(f"x{n}" for n in range(900)) + " }"}
    yield (
        "names almost known",
        {"query": "{ " + " ".join(f"uncoveredVillage{n}" for n in range(400)) + " }"},
    )
    yield "comments", {"query": "#\n" * 3000 + "{ __typename }"}
    yield "tokens", {"query": "{ " + "a(b: 1) " * 2000 + "}"}
    yield "switches", {"query": "{ __typename " + "@skip(if: false) " * 150 + "}"}
    operations = " ".join(f"query q{n} {{ __typename }}" for n in range(160))
    yield "operations without a name called", {"query": operations}
    variables = ", ".join(f"$v{n}: Int" for n in range(240))
    yield "variables nobody uses", {"query": f"query ({variables}) {{ __typename }}"}
    conflicts = " ".join(f'party(key: "{n}") {{ id }}' for n in range(90))
    yield "fields in conflict", {"query": f"{{ {conflicts} }}"}
    crossed = " ".join(f"... on Division {{ x{n}: name x{n}: key }}" for n in range(45))
    yield "conflicts in fragments", {"query": f'{{ party(key: "1") {{ {crossed} }} }}'}


def long() -> Iterator[tuple[str, Body]]:
    text = "村" * 6000
    yield "a long text literal", {"query": f'{{ parties(search: "{text}") {{ totalCount }} }}'}
    yield (
        "a long text variable",
        {
            "query": "query ($s: String) { parties(search: $s) { totalCount } }",
            "variables": {"s": text},
        },
    )
    yield "a long cursor", {"query": f'{{ parties(after: "{"A" * 6000}") {{ totalCount }} }}'}
    yield (
        "a long list of kinds",
        {
            "query": "query ($k: [PartyKind!]) { parties(kinds: $k) { totalCount } }",
            "variables": {"k": ["VILLAGE"] * 1500},
        },
    )
    yield (
        "a long list of wrong kinds",
        {
            "query": "query ($k: [PartyKind!]) { parties(kinds: $k) { totalCount } }",
            "variables": {"k": ["村"] * 900},
        },
    )
    yield "a long number", {"query": f"{{ parties(first: {'9' * 4000}) {{ totalCount }} }}"}
    yield (
        "a number too large, variable",
        {
            "query": "query ($n: Int) { parties(first: $n) { totalCount } }",
            "variables": {"n": 10**30},
        },
    )
    yield "a long name", {"query": "{ " + "a" * 50_000 + " }"}
    yield (
        "a variable that is no day",
        {
            "query": "query ($d: Date) { coverage(at: $d) { total } }",
            "variables": {"d": "2020-02-31"},
        },
    )


def introspections() -> Iterator[tuple[str, Body]]:
    inner = "name"
    for _ in range(4):
        inner = f"fields {{ type {{ {inner} }} }}"
    yield "types of fields of types", {"query": f"{{ __schema {{ types {{ {inner} }} }} }}"}
    possible = "possibleTypes { interfaces { possibleTypes { interfaces { name } } } }"
    yield "possible types", {"query": f"{{ __schema {{ types {{ {possible} }} }} }}"}
    spread = (
        "{ __schema { types { ...a } } } fragment a on __Type { fields { type { ...b } } } "
        "fragment b on __Type { fields { type { ...c } } } "
        "fragment c on __Type { fields { type { name } } }"
    )
    yield "types in fragments", {"query": spread}


SOURCES: tuple[Callable[[], Iterator[tuple[str, Body]]], ...] = (
    sizes,
    lists,
    bombs,
    deep,
    wide,
    long,
    introspections,
)
DOCUMENTS: list[tuple[str, Body]] = [one for source in SOURCES for one in source()]
