"""What a server needs before others than those at this machine can reach it."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest
from accounts import add

from graph.errors import Invalid
from graph.registry.accounts import disable_account
from graph.registry.database import Database
from graph.words import Role
from server.cli import main
from server.command_serve import listen, require_account, require_tls
from server.settings import Settings, Tls

OPEN = Settings(host="0.0.0.0")
PROXIED = Settings(public_url="https://ledger.example")


def certified(folder: Path) -> Tls:
    """A certificate that signs itself."""
    tls = Tls(str(folder / "cert.pem"), str(folder / "key.pem"))
    command = ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", "/CN=localhost"]
    subprocess.run(
        [*command, "-out", tls.cert, "-keyout", tls.key], check=True, capture_output=True
    )
    return tls


def test_this_machine_needs_neither(database: Database) -> None:
    require_tls(Settings())
    require_account(Settings(), database)


def test_others_need_tls(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="JIEDUI_TLS_CERT"):
        require_tls(OPEN)
    require_tls(PROXIED)
    require_tls(Settings(host="0.0.0.0", tls=certified(tmp_path)))


def test_certificate_that_is_none_is_refused(tmp_path: Path) -> None:
    tls = certified(tmp_path)
    with pytest.raises(Invalid, match="不是一对 PEM"):
        require_tls(Settings(tls=Tls(tls.cert, tls.cert)))


@pytest.mark.usefixtures("cheap_passwords")
@pytest.mark.parametrize("settings", [OPEN, PROXIED])
def test_others_need_somebody_who_can_sign_in(database: Database, settings: Settings) -> None:
    with pytest.raises(Invalid, match="jiedui user add"):
        require_account(settings, database)
    add(database, "reader", Role.READER)
    require_account(settings, database)
    disable_account(database, "tests", "reader")
    with pytest.raises(Invalid, match="没有可用的账号"):
        require_account(settings, database)


def test_server_that_must_not_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'jiedui.db'}"
    serve = ["serve", "--database", url, "--port", "0"]
    assert main([*serve, "--host", "0.0.0.0"]) == 2
    assert "TLS" in capsys.readouterr().err
    monkeypatch.setenv("JIEDUI_PUBLIC_URL", "https://ledger.example")
    assert main(serve) == 2
    assert "jiedui user add" in capsys.readouterr().err


def test_no_part_of_an_answer_waits_for_the_client() -> None:
    with (
        listen(Settings(port=0)) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
