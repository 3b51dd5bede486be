"""The style sheet of a picture that leaves its page, as a file of its own."""

import re

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_VALUE = re.compile(r"\s*(--[\w-]+):\s*([^;]+);")


def for_file(css: str) -> str:
    """`static/picture.css` for a file: in light colours, each written where it is used.

    Word processors and Inkscape know neither variables nor what a reader's screen prefers.
    """
    plain = _MEDIA.sub("", _COMMENT.sub("", css))
    values = dict(_VALUE.findall(plain))
    filled = re.sub(r"var\((--[\w-]+)\)", lambda used: values[used[1]], _VALUE.sub("", plain))
    return "\n".join(line.strip() for line in filled.splitlines() if line.strip())
