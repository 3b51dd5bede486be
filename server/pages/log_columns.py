"""The columns of files: batches, and files that were handed in."""

from graph.export.table import Column, Shown
from graph.language import joined, say
from server.pages.asked import Ref
from server.pages.batches import BatchLine
from server.pages.change_words import acted
from server.pages.columns import Heading, Headings, Part, texts
from server.pages.history import Before, ChangeLine
from server.pages.upload_line import UploadLine


def _number(of: Ref | None) -> str | None:
    return None if of is None else of.text


def _changed(line: ChangeLine) -> str:
    return acted(line.action, line.what.text)


def _before_after(it: Before) -> str:
    before, after = it.before or say("空"), it.after or say("空")
    return say("{field} {before} → {after}", field=it.field, before=before, after=after)


BATCHES: Headings[BatchLine] = (
    Heading(say("第几批"), (Part(Column(say("第几批"), 10, Shown.COUNT), lambda line: line.id),)),
    texts(say("时间"), 18, lambda line: line.at),
    texts(say("谁"), 16, lambda line: line.who),
    texts(say("做了什么"), 22, lambda line: line.what),
    texts(say("内容"), 60, lambda line: line.title),
    Heading(
        say("改动的行"),
        (Part(Column(say("改动的行"), 12, Shown.COUNT), lambda line: line.changes),),
    ),
    texts(say("撤销了"), 12, lambda line: _number(line.undoes)),
    texts(say("由哪一批撤销"), 14, lambda line: _number(line.undone_by)),
)

AUDIT: Headings[ChangeLine] = (
    Heading("", (Part(Column(say("行号"), 10, Shown.COUNT), lambda line: line.seq),)),
    texts(say("时间"), 18, lambda line: line.at),
    texts(say("谁"), 16, lambda line: line.who),
    texts(say("改动"), 40, _changed),
    texts(say("前后"), 80, lambda line: joined(map(_before_after, line.fields), say("；"))),
    texts(say("哪一批"), 12, lambda line: _number(line.batch)),
)


UPLOADS: Headings[UploadLine] = (
    texts(say("文件"), 40, lambda line: line.name.text),
    texts(say("台账"), 18, lambda line: line.ledger),
    texts(say("何时"), 18, lambda line: line.at),
    texts(say("谁"), 16, lambda line: line.who),
    texts(say("状态"), 12, lambda line: line.stands),
    texts(say("结果"), 40, lambda line: line.result),
    texts(say("哪一批"), 12, lambda line: _number(line.batch)),
    texts(say("由哪一批撤销"), 14, lambda line: _number(line.undone)),
)
