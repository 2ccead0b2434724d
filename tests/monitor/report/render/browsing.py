"""Chromium, as a reader of our pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.office import needed

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it; the test is skipped without, but not in CI.

    To start one costs more than all tests with it: `tests.conftest` has one worker run them all.
    """
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        needed({"chromium": "chromium"})
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []  # root in a container has none
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=found, args=arguments)
        started.new_page()
        yield started
        started.close()


def opened(browser: Browser, file: Path, width: int) -> Page:
    """Open a file in the window, now so wide; a window more would cost 0.2 seconds of a core."""
    shown = browser.contexts[0].pages[0]
    shown.emulate_media(media="null")
    shown.set_viewport_size({"width": width, "height": 800})
    shown.goto(file.as_uri())
    return shown
