"""The data sets that the program ships: the real facts, and a synthetic one for every screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.registry.samples.demo import write_demo

SAMPLES = {"sample": "real"}
DEMO = "demo"


def sample_folder(name: str) -> Path | None:
    """The folder of a shipped data set; None for any other name."""
    folder = SAMPLES.get(name)
    return Path(__file__).parent / folder if folder else None


@contextmanager
def data_set(name: str) -> Iterator[Path]:
    """The folder of a data set, a shipped one by its name; the synthetic one is made here and is
    gone afterwards."""
    if name != DEMO:
        yield sample_folder(name) or Path(name)
        return
    with TemporaryDirectory() as made:
        yield write_demo(Path(made) / DEMO)
