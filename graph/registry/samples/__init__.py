"""The data sets that the program ships."""

from pathlib import Path

SAMPLES = {"sample": "real"}


def sample_folder(name: str) -> Path | None:
    """The folder of a shipped data set; None for any other name."""
    folder = SAMPLES.get(name)
    return Path(__file__).parent / folder if folder else None
