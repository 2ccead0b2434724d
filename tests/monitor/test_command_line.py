"""The way in: protected before anything is loaded, and only what is asked for is loaded."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap

import pytest

from monitor.command_line import HELP, app, loaded
from monitor.commands.common import print_json
from monitor.exit_codes import EXIT_CODES, code_of
from storage.weeks import Week
from tests.commands import exceptions

HEAVY = {
    *("docx", "xlsxwriter", "altair", "jinja2", "alembic", "apscheduler", "sqlalchemy", "httpx"),
    *("pydantic", "numpy"),
    *("babel", "phonenumbers", "psycopg", "selectolax", "vl_convert", "tomlkit", "storage"),
}
OWN = {"__main__", "command_line", "exit_codes", "privacy", "privacy.redaction"}
"""What of the program itself its help loads, besides `monitor`."""


def run(code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `monitor` with these words, after a few lines of ours, in a process of its own."""
    text = f"import sys\n{textwrap.dedent(code)}\nfrom monitor.__main__ import main\nmain()\n"
    command = [sys.executable, "-c", text, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_help_loads_none_of_the_libraries_of_a_command() -> None:
    """It answers at once, and a command alone loads what it needs."""
    told = "import atexit; atexit.register(lambda: print('LOADED', *sys.modules))"
    helped, checked = run(told, "--help"), run(told, "check", "--config", "none.toml")
    assert "Sweep this week's portals now" in helped.stdout
    modules = helped.stdout.split("LOADED ")[1].split()
    assert HEAVY.isdisjoint(modules)
    own = {name.removeprefix("monitor.") for name in modules if name.startswith("monitor.")}
    assert own == OWN
    assert "sqlalchemy" in checked.stdout.split("LOADED ")[1].split()


def test_the_process_is_protected_before_anything_is_loaded() -> None:
    """A crash while libraries load would write the environment to disk."""
    ran = run(
        """
        class Watch:
            def find_spec(self, name, *_):
                if name in {"typer", "rich", "monitor.command_line"}:
                    from monitor.privacy.redaction import core_dumps_possible
                    print(name, core_dumps_possible())
        sys.meta_path.insert(0, Watch())
        """,
        "--help",
    )
    first = ran.stdout.splitlines()
    assert first[0] == "monitor.command_line False"
    assert "typer False" in first


@pytest.mark.parametrize("name", ["monitor.command_line", "typer", "monitor.commands.check"])
def test_ctrl_c_while_libraries_load_ends_without_a_traceback(name: str) -> None:
    """Those of the entry point, and those of a command."""
    ran = run(
        f"""
        class Interrupt:
            def find_spec(self, name, *_):
                if name == {name!r}:
                    raise KeyboardInterrupt
        sys.meta_path.insert(0, Interrupt())
        """,
        "check",
    )
    assert ran.returncode == 130
    assert "Traceback" not in ran.stderr
    assert "a fault of this program" not in ran.stderr


def test_every_command_is_what_the_list_of_commands_says_it_is() -> None:
    """The help without it is the beginning of its own."""
    for name, text in HELP.items():
        assert (loaded(name).help or "").startswith(text)


def test_every_error_that_has_a_code_is_one_of_the_program_and_the_help_names_its_code() -> None:
    """Errors are known by name: one that was renamed would end as a fault."""
    assert [name for name in EXIT_CODES if len(exceptions(name)) != 1] == []
    assert set(EXIT_CODES.values()) == {1, 2, 3, 4, 5}
    assert all(f"{code} " in (app.info.help or "") for code in {0, *EXIT_CODES.values(), 70})


def test_an_error_ends_as_what_it_is_a_kind_of() -> None:
    """And one of nobody's as none."""
    (problem,) = exceptions("KeyProblem")
    kind = type("Worse", (problem,), {})
    assert (code_of(kind("x")), code_of(ValueError("x"))) == (3, None)


def test_json_has_weeks_as_people_write_them(capsys: pytest.CaptureFixture[str]) -> None:
    """As values, in lists, and as keys."""
    week = Week(2021, 5)
    print_json({"week": week, "weeks": [week, {"of": (week, None)}], week: 1})
    assert json.loads(capsys.readouterr().out) == {
        "week": "2021-W05",
        "weeks": ["2021-W05", {"of": ["2021-W05", None]}],
        "2021-W05": 1,
    }
