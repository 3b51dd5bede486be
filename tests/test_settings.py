"""Settings come from one table, which README repeats."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import Invalid
from server.settings import SETTINGS, Setting, Settings, Tls, is_loopback, parse_port, setting

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


def test_public_url_names_the_only_host() -> None:
    environment = {"JIEDUI_PUBLIC_URL": "https://Ledger.example:8443/"}
    settings = Settings.from_environment(environment)
    assert settings.public_url == "https://ledger.example:8443"
    assert settings.hosts == {"ledger.example"}
    assert settings.is_https
    assert settings.is_open
    more = {**environment, "JIEDUI_ALLOWED_HOSTS": "localhost"}
    assert Settings.from_environment(more).hosts == {"ledger.example", "localhost"}


@pytest.mark.parametrize(
    "url",
    [
        "http://ledger.example",
        "ledger.example",
        "https://",
        "https://ledger.example/path",
        "https://ledger.example?x",
        "https://me@ledger.example",
        "https://ledger.example:x",
        "https://[::1",
    ],
)
def test_public_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match="JIEDUI_PUBLIC_URL"):
        Settings.from_environment({"JIEDUI_PUBLIC_URL": url})


def test_certificate_and_key_come_together(tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    cert.touch()
    with pytest.raises(Invalid, match="缺 JIEDUI_TLS_KEY"):
        Settings.from_environment({"JIEDUI_TLS_CERT": str(cert)})
    both = {"JIEDUI_TLS_CERT": str(cert), "JIEDUI_TLS_KEY": str(key)}
    with pytest.raises(Invalid, match="JIEDUI_TLS_KEY：没有文件"):
        Settings.from_environment(both)
    key.touch()
    settings = Settings.from_environment(both)
    assert settings.tls == Tls(str(cert), str(key))
    assert settings.is_https
    assert not settings.is_open


@pytest.mark.parametrize(("text", "meant"), [("1", True), ("0", False), ("", False)])
def test_switch_is_on_or_off(text: str, meant: bool) -> None:
    environment = {"JIEDUI_PUBLIC_READING": text}
    assert Settings.from_environment(environment).public_reading is meant


def test_switch_that_says_neither_is_refused() -> None:
    with pytest.raises(Invalid, match="JIEDUI_PUBLIC_READING 应是 1 或 0"):
        Settings.from_environment({"JIEDUI_PUBLIC_READING": "yes"})


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.0.0.2", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("ledger.example", False),
    ],
)
def test_address_of_this_machine_alone(host: str, own: bool) -> None:
    assert is_loopback(host) is own
    assert Settings(host=host).is_open is not own
