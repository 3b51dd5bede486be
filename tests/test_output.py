"""What commands print for people."""

from __future__ import annotations

import pytest

from server.output import fine_percent, percent, print_table


@pytest.mark.parametrize(
    ("part", "total", "text"),
    [
        (0, 7270, "0.0%"),
        (1, 7270, "<0.1%"),
        (3557, 6000, "59.2%"),
        (57, 100, "57.0%"),
        (290, 1000, "29.0%"),
        (7269, 7270, "99.9%"),
        (7270, 7270, "100.0%"),
    ],
)
def test_a_rate_is_cut_as_on_the_pages(part: int, total: int, text: str) -> None:
    assert percent(part / total) == text


def test_every_rate_of_whole_tenths_is_printed_as_it_is() -> None:
    assert [percent(n / 1000) for n in range(1, 1001)] == [f"{n / 10:.1f}%" for n in range(1, 1001)]


def test_a_tiny_rate_stands_to_the_right(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["覆盖率"], [[percent(None)], [percent(1 / 2000)], [percent(1)]])
    assert capsys.readouterr().out.splitlines() == ["覆盖率", "     —", " <0.1%", "100.0%"]


@pytest.mark.parametrize(
    ("share", "said"),
    [(1, "100.00%"), (0.99996, "99.99%"), (0.57, "57.00%"), (0.0001, "0.01%"), (0.00002, "<0.01%")],
)
def test_small_share_is_cut_too(share: float, said: str) -> None:
    assert fine_percent(share) == said
