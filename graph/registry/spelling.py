"""Pinyin of names, stored with each party so that search needs no dictionary."""

from functools import lru_cache


@lru_cache(maxsize=65_536)
def spell(name: str) -> tuple[str, str]:
    """Full pinyin without tones and the initials: 乌拉 gives `wula`, `wl`."""
    # The dictionary takes a second to load; only what writes names needs it.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    syllables = lazy_pinyin(name)
    return "".join(syllables).lower(), "".join(part[0] for part in syllables if part).lower()
