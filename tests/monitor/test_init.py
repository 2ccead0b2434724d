"""The first minutes: a config and a key from three questions, and the next step said."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.command_line import app
from monitor.config import load
from monitor.demo.portal_server import DemoPortals
from storage.weeks import Week
from tests.commands import STARTED, monitor
from tests.monitor.conftest import Handmade, some_ads
from tests.permissions import closed_to_us

TODAY = STARTED.date()
YEAR = Week.of(TODAY).year


def init(home: Path, *words: str, contact: str = "post@service.local") -> tuple[int, str]:
    ran = monitor("init", "--contact", contact, "--language", "nb", *words, at=home)
    return ran.code, ran.said


def test_from_the_first_command_to_the_first_count(tmp_path: Path) -> None:
    """A portal's block is suggested; with its terms filled in, check is well and a sweep counts."""
    market = Handmade({name: some_ads(name, 40) for name in ("nordlys", "fjord", "tundra")})
    with DemoPortals(market) as portals:
        portals.set_week(Week.of(TODAY).monday())
        code, said = init(tmp_path, "--url", f"{portals.base}/nordlys/")
        assert (code, "fill in `terms`" in said, f"the key of {YEAR}" in said) == (0, True, True)
        file = tmp_path / "config.toml"
        text = file.read_text(encoding="utf-8")
        checked = 'terms = { checked_by = "AB", checked_on = 2026-01-15 }'
        file.write_text(text.replace("# terms = {", f"{checked}\n# terms = {{"), encoding="utf-8")
        if TODAY.month == 12:
            monitor("key", "new", YEAR + 1, at=tmp_path)
        checked_again = monitor("check", "--online", at=tmp_path)
        assert (checked_again.code, checked_again.out[:3]) == (0, "OK:"), checked_again.said
        assert monitor("sweep", at=tmp_path).code == 0


def test_the_questions_are_asked_where_they_are_not_answered(tmp_path: Path) -> None:
    """In their order; an empty address is for later."""
    file = tmp_path / "config.toml"
    answers = "post@service.local\nen\n\n"
    ran = CliRunner().invoke(app, ["init", "--config", str(file)], input=answers)
    assert (ran.exit_code, "monitor probe --url ADDRESS, and put" in ran.output) == (0, True)
    config = load(file, needs_portal=False)
    assert (config.contact, config.language) == ("post@service.local", "en")
    assert (config.storage.keys / f"{YEAR}.key").stat().st_mode & 0o777 == 0o600


def test_a_wrong_answer_is_asked_for_again_before_the_next_question(tmp_path: Path) -> None:
    """What was wrong is said, and nobody has to begin anew."""
    file = tmp_path / "config.toml"
    answers = "\npost\npost@service.local\nnorsk\nnb\n\n"
    ran = CliRunner().invoke(app, ["init", "--config", str(file)], input=answers)
    assert (ran.exit_code, "expected an e-mail address" in ran.output) == (0, True)
    assert "'norsk' is not one of 'nb', 'en'" in ran.output
    config = load(file, needs_portal=False)
    assert (config.contact, config.language) == ("post@service.local", "nb")


def test_an_address_may_be_typed_as_people_say_it(tmp_path: Path) -> None:
    """Pages are asked for by https unless another way is said."""
    code, said = init(tmp_path, "--url", "127.0.0.1:9/ads")
    assert (code, "monitor probe --url https://127.0.0.1:9/ads, and put" in said) == (0, True)


@pytest.mark.parametrize("contact", ["nobody", '"; x = 1 #', "post@service"])
def test_a_wrong_answer_leaves_nothing(tmp_path: Path, contact: str) -> None:
    """Neither a file nor a key; what was wrong is said."""
    code, said = init(tmp_path, "--url", "", contact=contact)
    assert (code, "contact" in said) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_config_that_is_there_is_left_alone(tmp_path: Path) -> None:
    """And the key that is there stays the year's key."""
    assert init(tmp_path, "--url", "")[0] == 0
    file = tmp_path / "config.toml"
    before, key = file.read_bytes(), load(file, needs_portal=False).storage.keys / f"{YEAR}.key"
    secret = key.read_bytes()
    code, said = init(tmp_path, "--url", "")
    assert (code, "is there already" in said, file.read_bytes()) == (2, True, before)
    file.unlink()
    code, said = init(tmp_path, "--url", "")
    assert (code, "A year has one key" in said, key.read_bytes()) == (0, True, secret)


def test_no_question_is_asked_where_no_config_can_be_made(tmp_path: Path) -> None:
    """One is there, or its folder cannot be written to."""
    (tmp_path / "config.toml").touch()
    (tmp_path / "closed").mkdir()
    told = {"config.toml": "is there already", "none/config.toml": "No such file or directory"}
    for name, why in told.items():
        ran = monitor("init", "--config", name, at=tmp_path)
        assert (ran.code, ran.out, why in ran.err) == (2, "", True)
    with closed_to_us(tmp_path / "closed"):
        ran = monitor("init", "--config", "closed/config.toml", at=tmp_path)
        assert (ran.code, ran.out, "Permission denied" in ran.err) == (5, "", True)


def test_a_portal_that_cannot_be_read_leaves_a_config_without_it(tmp_path: Path) -> None:
    """What to do then is said."""
    code, said = init(tmp_path, "--url", "http://127.0.0.1:9/")
    assert (code, "No block could be suggested" in said) == (0, True)
    assert "portal" not in tomllib.loads((tmp_path / "config.toml").read_text(encoding="utf-8"))


def test_a_folder_without_a_config_is_told_how_to_begin(tmp_path: Path) -> None:
    """Whatever was typed."""
    for words in (["status"], ["sweep"], ["check"]):
        ran = monitor(*words, at=tmp_path)
        assert (ran.code, "monitor init" in ran.said) == (2, True)


@pytest.mark.parametrize("words", [["-h"], ["check", "-h"], ["key", "-h"], ["key", "new", "-h"]])
def test_help_is_had_by_its_short_name(words: list[str]) -> None:
    """As in most programs."""
    ran = CliRunner().invoke(app, words)
    assert (ran.exit_code, "Usage: " in ran.output) == (0, True)


def test_the_version_is_said() -> None:
    """As a report of a fault needs it."""
    ran = CliRunner().invoke(app, ["--version"])
    assert (ran.exit_code, ran.output.startswith("ad-market-monitor ")) == (0, True)


def test_the_shell_completes_commands() -> None:
    """As `monitor --install-completion` sets it up."""
    words = {"_MONITOR_COMPLETE": "complete_bash", "COMP_WORDS": "monitor st", "COMP_CWORD": "1"}
    code = "import sys; sys.argv[0] = 'monitor'; from monitor.__main__ import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **words},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.stdout.split() == ["status"]
