"""Tables as answers: what a page shows, to be taken out as .xlsx or .csv."""

from urllib.parse import quote

from starlette.responses import Response

from graph.export.table import Table
from server.workbooks import write_table

TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
}


def download(table: Table, form: str, name: str | None = None) -> Response:
    """The table as a file of one of `workbooks.FORMS`; `name` is the file's without its ending,
    by default the table's. Raises Invalid for another form."""
    content = write_table(table, form)
    return Response(
        content, media_type=TYPES[form], headers=attached(f"{name or table.name}{form}")
    )


def attached(name: str) -> dict[str, str]:
    """Headers that make a browser save an answer under this name."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
