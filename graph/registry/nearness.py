"""What an unknown name might mean: the nearest names of its scope. Only ever a suggestion."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from graph.registry.spelling import spell

_MOST = 3
# Only those that share most signs are compared; thousands may share 第 and 号.
_COMPARED = 50


class NearNames:
    """Names that sound as a text does, differ from it by a sign or two, or are shortened by it."""

    def __init__(
        self, names: Iterable[tuple[str, Collection[int]]], shorten: Callable[[str], str]
    ) -> None:
        self._shorten = shorten
        self._names: list[tuple[str, str, frozenset[int]]] = []
        self._by_sign: dict[str, list[int]] = defaultdict(list)
        self._by_sound: dict[str, list[int]] = {}
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
        for position in self._sounding(text, short):
            name, _, parties = self._names[position]
            yield (0, _edits(text, name), name), parties
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

    def _sounding(self, text: str, short: str) -> Iterator[int]:
        """Pinyin input writes 彩玉镇 for 采育镇: the sound is right, the signs are not."""
        if not self._by_sound:
            for position, (name, other, _) in enumerate(self._names):
                for sound in {_sound(name), _sound(other)}:
                    self._by_sound.setdefault(sound, []).append(position)
        sounds = dict.fromkeys((_sound(text), _sound(short)))
        yield from dict.fromkeys(at for one in sounds for at in self._by_sound.get(one, ()) if one)


def _sound(text: str) -> str:
    """One sign alone sounds like too many others."""
    return spell(text)[0] if len(text) > 1 else ""


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
    """Levenshtein's distance, two neighbours that changed places counted once (optimal string
    alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(text, 1):
        last, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != against)))
            if i > 1 and j > 1 and (sign, text[i - 2]) == (other[j - 2], against):
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
