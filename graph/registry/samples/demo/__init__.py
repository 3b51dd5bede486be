"""The synthetic data set: all sixteen districts and every supported county, so that every page,
list, picture and board has something to show.

The divisions are the real ones of the shipped register, and which district is paired with which
county follows the evidence as far as there is any. Everything else is invented: which villages
are poor, all units (each has 演示 in its name), all pairings, numbers and promises. No person,
enterprise, school or hospital of it exists.

It is made anew whenever it is loaded, in a fraction of the time that loading takes, and not
shipped: the register is there already, and a generator is read more easily than ten thousand rows.
The same seed makes the same bytes.
"""

import csv
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from graph.registry.demo_mark import SYNTHETIC
from graph.registry.loading.folder import FILES
from graph.registry.samples.demo.figures import Figures
from graph.registry.samples.demo.pairings import Pairing
from graph.registry.samples.demo.places import REAL, read_places
from graph.registry.samples.demo.targets import Targets
from graph.registry.samples.demo.tasks import TASK_LIST, task_rows
from graph.registry.samples.demo.units import Units

SEED = 20200630
ABOUT = (
    "演示数据：除行政区划外都是程序编造的，单位、结对关系和数字均不存在。\n"
    "有这个文件的数据只装入演示数据库，不与真实台账相混。\n"
)


def write_demo(folder: Path, seed: int = SEED) -> Path:
    """Writes the files of the data set into a new folder and returns it."""
    folder.mkdir(parents=True)
    (folder / SYNTHETIC).write_text(ABOUT, encoding="utf-8")
    for name in ("divisions.csv.gz", "aliases.csv"):
        shutil.copyfile(REAL / name, folder / name)
    places = read_places()
    units, targets = Units(seed, places), Targets(seed, places)
    entries = Pairing(seed, places, units, targets).entries
    figures = Figures(seed, places, units)
    poverty = list(figures.poverty(targets))
    for name, rows in {
        "organisations": [(*unit, "") for unit in units],
        "capacities": figures.capacities(entries),
        "unnamed_villages": targets.quotas,
        "designations": targets.designations,
        "pairings": entries,
        "follows": entries.follows,
        "poverty": poverty,
        "printed_rates": figures.printed_rates(),
        "causes": figures.causes(poverty),
        "claims": figures.claims(entries),
    }.items():
        _write(folder / f"{name}.csv", FILES[name], rows)
    (folder / "ledgers").mkdir()
    _write(folder / "ledgers" / TASK_LIST, *task_rows(seed, places, targets, entries))
    return folder


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
