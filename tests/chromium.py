"""The Chromium that the browser tests drive. As a program it says what is missing, and fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
# No sandbox: in a container there is no right to make one. The others keep it off the network.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class BrowserMissing(Exception):
    pass


def executable() -> str:
    named = os.environ.get("JIEDUI_CHROMIUM")
    for name in (named,) if named else NAMES:
        if path := shutil.which(name):
            return path
    if named:
        raise BrowserMissing(f"JIEDUI_CHROMIUM={named} is no program.")
    raise BrowserMissing("There is no Chromium: install it, or name one in JIEDUI_CHROMIUM.")


def check_font() -> None:
    """Without one every Chinese character is the same empty box, and no layout is tested."""
    listing = shutil.which("fc-list")
    command = [listing, ":lang=zh-cn"] if listing else ["true"]
    if not subprocess.run(command, capture_output=True, check=True).stdout:
        raise BrowserMissing("No font has Chinese characters: install one, such as fonts-noto-cjk.")


@contextmanager
def running() -> Iterator[Browser]:
    check_font()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        yield browser
        browser.close()


if __name__ == "__main__":
    try:
        executable()
        check_font()
    except BrowserMissing as missing:
        sys.exit(str(missing))
