"""A picture as PNG, made in a process of its own: drawing one holds Python's lock for as long as it
takes, and what it cannot get memory for ends the process.

`SCALE MEMORY SECONDS SYSTEM FAMILY [FONT …]`, with the SVG as input and the PNG as output; what is
no SVG ends it with status 3 and its reason.
"""

import sys
from collections.abc import Sequence
from contextlib import suppress

import resvg_py

NO_SVG = 3
MOST_FILES = 512
"""Fonts of the system are opened one by one, and some systems have hundreds."""


def main(arguments: Sequence[str]) -> int:
    scale, memory, seconds, system = (int(text) for text in arguments[:4])
    family, *files = arguments[4:]
    _confine(memory, seconds)
    svg = sys.stdin.buffer.read().decode()
    try:
        png = resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=scale,
            skip_system_fonts=not system,
            font_files=files,
            font_family=family or None,
            sans_serif_family=family or None,
            languages=["zh-Hans", "zh"],
        )
    except ValueError as error:
        sys.stderr.write(str(error))
        return NO_SVG
    sys.stdout.buffer.write(png)
    return 0


def _confine(memory: int, seconds: int) -> None:
    """Where the system knows no such limits, its time is limited still, by who waits for it."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - not every system has it

        for name, most in (
            ("RLIMIT_AS", memory),
            ("RLIMIT_CPU", seconds),
            ("RLIMIT_FSIZE", 0),
            ("RLIMIT_NOFILE", MOST_FILES),
            ("RLIMIT_CORE", 0),
        ):
            if hasattr(resource, name):
                limit = getattr(resource, name)
                hard = resource.getrlimit(limit)[1]
                allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
                resource.setrlimit(limit, (allowed, allowed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
