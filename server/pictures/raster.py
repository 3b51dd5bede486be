"""Pictures as PNG, drawn from the very SVG that is the file.

The fonts are those of the machine. One that has Chinese is found once, by drawing with it; without
one every sign would be the same empty box, and there is no PNG.
"""

import logging
import re
import struct
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from graph.errors import Invalid
from graph.language import say
from graph.registry.apart import Limits

log = logging.getLogger(__name__)

SCALE = 2
MOST_PIXELS = 40_000_000
"""Of a PNG; each takes some ten bytes of memory while it is drawn."""
LIMITS = Limits(memory=3 * 2**29, seconds=30)
"""What drawing one may cost."""
KEPT = 16
"""Pictures that are remembered with their PNG: the same is asked for by page, .docx and .xlsx."""
FOLDERS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    *("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "C:/Windows/Fonts",
)
FAMILIES = {
    "notosanscjk": "Noto Sans CJK SC",
    "notosanssc": "Noto Sans SC",
    "sourcehansans": "Source Han Sans SC",
    "pingfang": "PingFang SC",
    "msyh": "Microsoft YaHei",
    "hiraginosansgb": "Hiragino Sans GB",
    "wqymicrohei": "WenQuanYi Micro Hei",
    "wqyzenhei": "WenQuanYi Zen Hei",
    "simhei": "SimHei",
    "simsun": "SimSun",
    "notoserifcjk": "Noto Serif CJK SC",
    "droidsansfallback": "Droid Sans Fallback",
}
"""Fonts with Chinese by how the names of their files begin, best first."""
FONT_FILES = (".ttf", ".ttc", ".otf", ".otc")
TRIED = ("", "结", "对", "村")
"""Signs that look each another way, where a font has them."""
ANYWHERE_ELSE = re.compile(
    "[^\\u0000-\\u024f\\u2000-\\u2bff\\u3000-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef"
    "\\U00020000-\\U000323af]"
)
"""Signs that a Chinese font need not have, so that all fonts of the machine are looked through."""
SIZE = re.compile(r'<svg\b[^>]*?\bwidth="(?P<wide>[\d.]+)"[^>]*?\bheight="(?P<high>[\d.]+)"')


class NoFont(Invalid):
    """No font of this machine has Chinese."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """The files of a family, which stands for any that a picture names and there is not; or all
    that the `system` has."""

    files: tuple[str, ...] = ()
    family: str = ""
    system: bool = False


@lru_cache(KEPT)
def png(svg: str) -> bytes:
    """The picture at twice its size. Raises NoFont; Invalid for one that is too large, or that
    takes more than the limits."""
    _check_size(svg)
    fonts = chinese_fonts()
    if ANYWHERE_ELSE.search(svg):
        fonts = replace(fonts, system=True)
    return _drawn(svg, fonts)


def size_of(content: bytes) -> tuple[int, int]:
    """How wide and how high a PNG is, in pixels."""
    wide, high = struct.unpack(">II", content[16:24])
    return wide, high


@cache
def chinese_fonts() -> Fonts:
    """Asked of the machine until it has some, and then remembered. Raises NoFont."""
    return first_with_chinese(fonts_of_machine())


def first_with_chinese(tried: Iterable[Fonts]) -> Fonts:
    """The first by which Chinese signs are told apart; raises NoFont."""
    for fonts in tried:
        if len({_drawn(_sign(sign), fonts) for sign in TRIED}) == len(TRIED):
            return fonts
    raise NoFont(
        say(
            "画不成 PNG：这台服务器没有中文字体，汉字都会变成方框；请改取 SVG，"
            "或请管理员安装一种中文字体（如 apt-get install fonts-noto-cjk）后再取，不必重启"
        )
    )


def fonts_of_machine() -> Iterator[Fonts]:
    """Each font that may have Chinese, best first, and then all there are."""
    found = sorted(
        path
        for folder in map(Path, FOLDERS)
        for path in folder.expanduser().rglob("*")
        if path.suffix.lower() in FONT_FILES
    )
    for named, family in FAMILIES.items():
        files = tuple(str(path) for path in found if _plain(path).startswith(named))
        if files:
            yield Fonts(files, family)
    yield Fonts(system=True)


def _plain(path: Path) -> str:
    return path.stem.lower().replace("-", "").replace("_", "").replace(" ", "")


def _sign(sign: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32">'
        f'<text y="26" font-size="26" font-family="sans-serif">{sign}</text></svg>'
    )


def _check_size(svg: str) -> None:
    found = SIZE.search(svg)
    if found is None:
        raise ValueError("a picture begins with its size")
    wide, high = (round(float(found[side]) * SCALE) for side in ("wide", "high"))
    if wide * high > MOST_PIXELS:
        raise Invalid(
            say(
                "画不成 PNG：这张图有 {wide:,} × {high:,} 点，最多画 {most:,} 点；"
                "请改取 SVG，或缩小范围再取",
                wide=wide,
                high=high,
                most=MOST_PIXELS,
            )
        )


def _drawn(svg: str, fonts: Fonts) -> bytes:
    command = [sys.executable, "-I", "-m", "server.pictures.raster_apart", str(SCALE)]
    given = [*map(str, (LIMITS.memory, LIMITS.seconds, int(fonts.system))), fonts.family]
    try:
        ended = subprocess.run(
            [*command, *given, *fonts.files],
            input=svg.encode(),
            capture_output=True,
            timeout=LIMITS.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        said = say("画不成 PNG：画了 {n} 秒还没有画完；请改取 SVG", n=LIMITS.seconds)
        raise Invalid(said) from None
    if ended.returncode != 0:
        log.warning("drawing a PNG ended by %d: %r", ended.returncode, ended.stderr[-2000:])
        raise Invalid(say("画不成 PNG：画这张图时出了错，或要用的内存、时间超过限度；请改取 SVG"))
    return ended.stdout
