"""Synthetic data never stand beside real ones: a ledger is marked as a demonstration, or it is not.

The mark is the setting `demo`. Like every setting it can change only while no party is there
(`graph.registry.guards`), so that no ledger with data ever becomes the other kind, whoever asks.

What is kept apart are data sets, which say what they are, and files that left a demonstration. A
workbook that somebody imports into a demonstration, to try it, says nothing of the kind: it is
taken, and what it holds is a demonstration's from then on, marked wherever it leaves.
"""

from pathlib import Path

from sqlalchemy import Connection, select, update

from graph.errors import Fault
from graph.language import say
from graph.registry.ledger_file import LedgerFile
from graph.registry.tables import party, setting

MARK = say("演示数据")
"""Stands first, in Chinese, in every file that leaves a demonstration."""
SYNTHETIC = "synthetic.txt"
"""A data set with this file in its folder is synthetic; the file says so to people."""
NAME, YES = "demo", "1"

NO_REAL_DATA = say(
    "这是演示数据库，只装编造的数据集，而这个文件夹里没有 {file}，不是编造的。未作任何改动；"
    "真实的数据请装入另一个数据库，例如加 --database sqlite:///jiedui-real.db",
    file=SYNTHETIC,
)
NO_DEMO_FILE = say(
    "这份文件出自演示数据库（开头写着“演示数据”），里面是编造的，不能导入真实的台账；未作任何改动"
)
NO_DEMO = say(
    "这个数据库里有真实的台账，演示数据不能与它相混。未作任何改动；"
    "请装入另一个数据库，例如 jiedui load demo --database sqlite:///demo.db"
)


def is_synthetic(folder: Path) -> bool:
    """Does this folder hold a synthetic data set?"""
    return (folder / SYNTHETIC).is_file()


def is_demo(connection: Connection) -> bool:
    """Is the ledger a demonstration?"""
    return connection.scalar(select(setting.c.value).where(setting.c.name == NAME)) == YES


def refuse_demo_file(connection: Connection, file: LedgerFile) -> Fault | None:
    """The fault of a file that left a demonstration, in a ledger that is none."""
    told = any(sheet.text(1, 1).startswith(MARK) for sheet in file.sheets)
    return Fault(file.name, NO_DEMO_FILE) if told and not is_demo(connection) else None


def keep_apart(connection: Connection, place: str, *, synthetic: bool) -> Fault | None:
    """Marks a ledger without parties for a synthetic data set that it is about to take; the fault
    of a data set of the other kind than the ledger. For use inside the transaction that takes it.
    """
    if is_demo(connection):
        return None if synthetic else Fault(place, NO_REAL_DATA)
    if not synthetic:
        return None
    if connection.scalar(select(party.c.id).limit(1)) is not None:
        return Fault(place, NO_DEMO)
    connection.execute(update(setting).where(setting.c.name == NAME).values(value=YES))
    return None
