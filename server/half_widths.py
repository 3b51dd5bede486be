"""How wide a text is where each sign has one or two places: in a terminal and in a cell."""

import unicodedata


def half_widths(text: str) -> int:
    """Han characters and what is as wide count twice."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
