"""A ledger with a text of somebody's choice wherever one can stand; everything else is the same
whatever the texts are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from folders import FILES, load
from ledger_files import PAIRINGS
from split_ledger import settled
from sqlalchemy import select
from staff import Browser, Site, hire

from graph.registry.audit import Recorder
from graph.registry.database import Database
from graph.registry.tables import (
    account,
    alias,
    cause,
    claim,
    metadata,
    pairing,
    party,
    source,
    suggestion,
    upload,
)
from graph.rights import Actor

SIZE = 100
TOWN = "150926201"
UNNAMED = 4
HEAD = FILES["pairings.csv"].splitlines()[0]
CLAIM_HEAD = "division_code,year,item,measure,quantity,unit,note,source"
MEASURES = ("donor_towns", "recipient_villages", "")


def hostile_ledger(database: Database, folder: Path, texts: Sequence[str]) -> Site:
    """The pages of it, with an account of each role."""
    assert len(texts) == SIZE
    assert load(database, folder, dict(_files())).faults == []
    hire(database)
    for number in range(10):
        # Whoever writes is named too, and so is the batch.
        with database.write(Actor(texts[number * 7 + 3])) as recorder:
            recorder.open_batch("change", texts[number * 9 + 5])
            _name(recorder, texts, range(number, 1000, 10))
    _suggest(database, texts)
    site = Site(database)
    with site.browser().http:
        _hand_in(site.browser("city"), texts)
    with database.write("tests") as recorder:
        connection = recorder.connection
        for number, id_ in enumerate(connection.scalars(select(upload.c.id)).all()):
            changed = upload.update().where(upload.c.id == id_).values(who=texts[number + 20])
            connection.execute(changed)
    return site


def _files() -> Iterator[tuple[str, str]]:
    numbers = range(SIZE)
    villages = [f"{TOWN}{number + 300}" for number in numbers]
    yield (
        "divisions.csv",
        FILES["divisions.csv"]
        + "".join(f"{code},村{n:03},village,{TOWN}\n" for n, code in enumerate(villages))
        + "".join(f"110115{n:03},镇{n:03},township,110115\n" for n in range(100, 110)),
    )
    yield (
        "organisations.csv",
        "key,name,kind,division_code,capacity\nE1,京粮公司,enterprise,110115,3\n"
        + "".join(f"U{n:03},单位{n:03},enterprise,110115,{n}\n" for n in numbers),
    )
    yield (
        "aliases.csv",
        "code,alias\n" + "".join(f"{code},别名{n:03}\n" for n, code in enumerate(villages)),
    )
    yield (
        "designations.csv",
        "village,kind,start,end\n" + "".join(f"{code},deep_poverty,,\n" for code in villages),
    )
    yield (
        "unnamed_villages.csv",
        (f"division_code,count,kind,start,end,source\n{TOWN},{UNNAMED},deep_poverty,,,计划\n"),
    )
    stages = ("planned", "signed", "negotiating")
    yield (
        "pairings.csv",
        f"{HEAD}\nP1,110115,150926,,,,signed,2016-12,,,,文件\n"
        + "".join(
            f"K{n:03},{_donor(n)},{code},110115,U{99 - n:03},渠道,"
            f"{stages[n % 3]},2019-05-01,,协议,备注,文件{n:03}\n"
            for n, code in enumerate(villages)
        ),
    )
    yield (
        "claims.csv",
        f"{CLAIM_HEAD}\n"
        + "".join(
            f"110115,2020,项目{n:03},{MEASURES[n % 3]},{n},个,不少于,文件{n:03}\n"
            for n in range(40)
        ),
    )
    yield (
        "causes.csv",
        "division_code,year,cause,households,persons,source\n"
        + "".join(f"150926,2017,原因{n:03},{n},{n},文件{n:03}\n" for n in range(40)),
    )


def _donor(number: int) -> str:
    """Some are towns, so that pictures draw them."""
    return f"U{number:03}" if number > 9 else f"110115{100 + number}"


NAMED = (
    (party, ("name",)),
    (alias, ("alias",)),
    (pairing, ("programme", "agreement", "note")),
    (claim, ("item", "unit", "note")),
    (cause, ("cause",)),
    (source, ("document", "place")),
    (account, ("name",)),
)
"""Every table and column whose texts somebody chooses."""
KEPT = ("110000", "150000")
"""The two provinces keep their names: they say which side is which."""


def _name(recorder: Recorder, texts: Sequence[str], numbers: range) -> None:
    """Gives some of the rows their texts: each column begins elsewhere among them, so that a
    row's differ, and in one column no two rows' are alike before all were given."""
    for table, columns in NAMED:
        rows = recorder.connection.execute(select(table).order_by(table.c.id)).all()
        chosen = [rows[number] for number in numbers if number < len(rows)]
        for number, row in zip(numbers, chosen, strict=False):
            if table is party and row.key in KEPT:
                continue
            fields = {
                name: _fitting(texts, number + 29 * at, name, row)
                for at, name in enumerate(columns)
            }
            before = {name: getattr(row, name) for name in columns}
            recorder.amend(table, row.id, before, fields)


def _fitting(texts: Sequence[str], number: int, column: str, row: object) -> str:
    text = texts[number % SIZE]
    # Two documents of one text and place would be one.
    return f"{text}{number // SIZE or ''}" if column == "document" else text


def _suggest(database: Database, texts: Sequence[str]) -> None:
    ids = count(1)
    with database.write("tests") as recorder:
        connection = recorder.connection
        county_id = connection.scalar(select(party.c.id).where(party.c.key == "150926"))
        account_id = connection.scalar(select(account.c.id).where(account.c.login == "county"))
        for number, text in enumerate(texts[::4]):
            about = {"village": f"{TOWN}{number + 300}", "kind": "poor"}
            decided = {"decided_by": text, "decided_at": "2020-06-01T00:00:00", "reason": text}
            state = ("open", "declined")[number % 2]
            fields = {
                "id": next(ids),
                "at": "2020-05-01T00:00:00",
                "account_id": account_id,
                "county_id": county_id,
                "kind": "designate",
                "about": json.dumps(about, ensure_ascii=False, sort_keys=True),
                "note": text,
                "state": state,
                **(decided if state == "declined" else {}),
            }
            connection.execute(suggestion.insert().values(**fields))


def _hand_in(browser: Browser, texts: Sequence[str]) -> None:
    """Files by these names, with these in their cells: what is wrong with them is told."""
    for number in (0, 25, 50, 75):
        lines = [PAIRINGS]
        for text in texts[number : number + 25]:
            cell = '"' + text.replace('"', '""') + '"'
            lines.append(
                f"J-{len(lines)},{cell},{cell},{cell},察右前旗,{cell},{cell},{cell}" + "," * 5
            )
        files = {"file": (f"{texts[number + 14]}.csv", "\n".join(lines).encode())}
        answer = browser.http.post("/imports", data={"ledger": "pairings"}, files=files)
        assert answer.status_code == 303, answer.text
        address = str(answer.headers["location"])
        settled(browser, address)
        browser.http.post(address, data={"step": "good"})
        settled(browser, address)
    # And one that is no ledger at all, whose fault is in no cell.
    files = {"file": ("x.csv", b"a,b\n1,2\n")}
    answer = browser.http.post("/imports", data={"ledger": "pairings"}, files=files)
    settled(browser, str(answer.headers["location"]))


def texts_held(database: Database) -> set[str]:
    """Every text of the columns in NAMED."""
    with database.read() as connection:
        return {
            text
            for table, columns in NAMED
            for column in columns
            for text in connection.scalars(select(metadata.tables[table.name].c[column]))
            if text
        }
