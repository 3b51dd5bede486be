"""The columns of files: batches, and files that were handed in."""

from graph.export.table import Column, Shown
from server.pages.asked import Ref
from server.pages.batches import BatchLine
from server.pages.columns import Heading, Headings, Part, texts
from server.pages.history import Before, ChangeLine
from server.pages.upload_line import UploadLine


def _number(of: Ref | None) -> str | None:
    return None if of is None else of.text


BATCHES: Headings[BatchLine] = (
    Heading("第几批", (Part(Column("第几批", 10, Shown.COUNT), lambda line: line.id),)),
    texts("时间", 18, lambda line: line.at),
    texts("谁", 16, lambda line: line.who),
    texts("做了什么", 22, lambda line: line.what),
    texts("内容", 60, lambda line: line.title),
    Heading("改动的行", (Part(Column("改动的行", 12, Shown.COUNT), lambda line: line.changes),)),
    texts("撤销了", 12, lambda line: _number(line.undoes)),
    texts("由哪一批撤销", 14, lambda line: _number(line.undone_by)),
)

AUDIT: Headings[ChangeLine] = (
    Heading("", (Part(Column("行号", 10, Shown.COUNT), lambda line: line.seq),)),
    texts("时间", 18, lambda line: line.at),
    texts("谁", 16, lambda line: line.who),
    texts("改动", 40, lambda line: f"{line.action}{line.what.text}"),
    texts("前后", 80, lambda line: "；".join(map(_before_after, line.fields))),
    texts("哪一批", 12, lambda line: _number(line.batch)),
)


def _before_after(it: Before) -> str:
    return f"{it.field} {it.before or '空'} → {it.after or '空'}"


UPLOADS: Headings[UploadLine] = (
    texts("文件", 40, lambda line: line.name.text),
    texts("台账", 18, lambda line: line.ledger),
    texts("何时", 18, lambda line: line.at),
    texts("谁", 16, lambda line: line.who),
    texts("状态", 12, lambda line: line.stands),
    texts("结果", 40, lambda line: line.result),
    texts("哪一批", 12, lambda line: _number(line.batch)),
    texts("由哪一批撤销", 14, lambda line: _number(line.undone)),
)
