"""The file that a form brings: how large it may be, and a name for it that is safe to keep."""

import re
from pathlib import PurePath

from starlette.datastructures import UploadFile

from graph.errors import Problem, Rejected
from graph.language import say
from graph.naming import INVISIBLE

LARGEST_FILE = 32 * 2**20
"""Bytes of a file that is handed in."""
LONGEST_NAME = 120
LONGEST_ENDING = 10
"""Bytes. What stands behind the last point is no ending when it is longer."""
UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\ud800-\udfff]")


async def file_sent(sent: object) -> tuple[str, bytes]:
    """The name and the content of the file that was sent. Raises Rejected."""
    if not isinstance(sent, UploadFile) or not sent.filename:
        raise _problem("MISSING", say("请选一个文件：.xlsx 或 .csv"))
    content = await sent.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise too_large()
    if not content:
        raise _problem("EMPTY", say("这个文件是空的"))
    return file_name(sent.filename), content


def file_name(sent: str) -> str:
    """The name without a path, fit for a file of ours; its ending stays."""
    path = PurePath(UNSAFE.sub("", INVISIBLE.sub("", sent)).replace("\\", "/"))
    stem, ending = path.stem.strip(". "), path.suffix.strip()
    if len(ending.encode()) > LONGEST_ENDING:
        stem, ending = path.name.strip(". "), ""
    room = LONGEST_NAME - len(ending.encode())
    stem = stem.encode()[:room].decode(errors="ignore")
    return f"{stem or '文件'}{ending}"


def too_large() -> Rejected:
    return _problem("TOO_LARGE", say("文件超过 {n} MB", n=LARGEST_FILE // 2**20))


def _problem(code: str, message: str) -> Rejected:
    return Rejected([Problem(("file",), code, message)])
