"""What an unknown name might mean: the nearest names of its scope. Only ever a suggestion."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

_MOST = 3
# Only those that share most signs are compared; thousands may share 第 and 号.
_COMPARED = 50


class NearNames:
    """Names that differ from a text by a sign or two, or that it shortens."""

    def __init__(
        self, names: Iterable[tuple[str, Collection[int]]], shorten: Callable[[str], str]
    ) -> None:
        self._shorten = shorten
        self._names: list[tuple[str, str, frozenset[int]]] = []
        self._by_sign: dict[str, list[int]] = defaultdict(list)
        for position, (name, parties) in enumerate(names):
            short = shorten(name)
            self._names.append((name, short, frozenset(parties)))
            for sign in dict.fromkeys(short):
                self._by_sign[sign].append(position)

    def find(self, text: str) -> list[str]:
        """The nearest names, one a party and at most three; none when nothing is near."""
        near = sorted(self._scored(text), key=lambda pair: pair[0])
        nearest = near[0][0][0] if near else 0
        found: dict[frozenset[int], str] = {}
        for (distance, _, name), parties in near:
            if distance == nearest:
                found.setdefault(parties, name)
        return list(dict.fromkeys(found.values()))[:_MOST]

    def _scored(self, text: str) -> Iterator[tuple[tuple[int, int, str], frozenset[int]]]:
        short = self._shorten(text)
        # In the order of the text, not of a set: the same text always gets the same answer.
        signs = dict.fromkeys(short)
        shared = Counter(position for sign in signs for position in self._by_sign.get(sign, ()))
        for position, count in shared.most_common(_COMPARED):
            name, other, parties = self._names[position]
            if 2 * count < min(len(signs), len(other)):
                continue
            distance = _distance(short, other)
            if distance is not None:
                yield (distance, _edits(text, name), name), parties


def _distance(text: str, name: str) -> int | None:
    """How far a name is from a text, both without suffix; None when it is not near.

    Near is one sign, two in a name of four or more; a part of the other counts as one sign; then
    come names that the text shortens, as 察右前 does 察哈尔右翼前.
    """
    allowed = 1 if max(len(text), len(name)) < 4 else 2
    edits = _edits(text, name) if abs(len(text) - len(name)) <= allowed else allowed + 1
    if min(len(text), len(name)) > 1 and (text in name or name in text):
        return min(edits, 1)
    if edits <= allowed:
        return edits
    signs = iter(name)
    if len(text) > 1 and all(sign in signs for sign in text):
        return len(name)
    return None


def _edits(text: str, other: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(other) + 1))
    for i, sign in enumerate(text, 1):
        diagonal, row[0] = row[0], i
        for j, against in enumerate(other, 1):
            diagonal, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, diagonal + (sign != against)),
            )
    return row[-1]
