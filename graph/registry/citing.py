"""Citing a document as the source of a row that a command writes."""

from sqlalchemy import and_, select

from graph.registry.audit import Recorder
from graph.registry.tables import source


def cite(recorder: Recorder, document: str) -> int:
    """The id of the document as a source, added when it is new."""
    same = and_(source.c.document == document, source.c.place == "")
    found = recorder.connection.scalar(select(source.c.id).where(same))
    return found or recorder.insert(source, {"document": document, "place": ""})
