"""Settings come from one table, which README repeats."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import Invalid
from server.settings import SETTINGS, Setting, Settings, parse_port, setting

README = Path(__file__).parent.parent / "README.md"


@pytest.mark.parametrize("entry", SETTINGS, ids=lambda entry: entry.name)
def test_setting_is_in_readme(entry: Setting) -> None:
    assert entry.name in README.read_text()


def test_defaults_serve_this_machine_only() -> None:
    settings = Settings.from_environment({})
    assert settings == Settings("sqlite:///jiedui.db", "127.0.0.1", 8000, ())
    assert settings.hosts == {"localhost", "127.0.0.1", "::1"}


def test_environment_sets_and_options_override() -> None:
    environment = {
        "JIEDUI_DATABASE_URL": "postgresql://x",
        "JIEDUI_HOST": "0.0.0.0",
        "JIEDUI_PORT": "81",
        "JIEDUI_ALLOWED_HOSTS": " Ledger.example, ,b.example",
    }
    settings = Settings.from_environment(environment)
    assert settings == Settings("postgresql://x", "0.0.0.0", 81, ("ledger.example", "b.example"))
    assert "0.0.0.0" not in settings.hosts
    assert Settings.from_environment(environment, host="Box", port=0).hosts >= {"box"}
    assert Settings.from_environment(environment, port=0, database_url="sqlite://").port == 0


def test_empty_counts_as_unset() -> None:
    assert setting("JIEDUI_PORT", {"JIEDUI_PORT": ""}) == "8000"


@pytest.mark.parametrize("text", ["x", "-1", "65536", "²", "", "1.5"])
def test_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="端口"):
        parse_port(text)
