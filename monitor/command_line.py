"""The commands by name, each loaded only when it is typed, and what their errors end as.

A command's libraries cost a second; `monitor --help` needs none of them. So names, help and the
kinds of errors stand here as words, and the suite compares them with what there is.
"""

from __future__ import annotations

import gc
import json
import sys
from contextlib import suppress
from functools import cache
from importlib import import_module
from keyword import iskeyword
from types import ModuleType
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from monitor.exit_codes import CONFIG_WRONG, code_of, sentence_of

HELP = {
    "init": "Make a first config and key, look at the first portal, and say what comes next",
    "check": "Check config, keys, database and machine, and show every problem at once",
    "probe": "Show what a portal's block finds on its first pages",
    "sweep": "Sweep this week's portals now; a second sweep in a week is averaged with the first",
    "run": "Run as a service: sweep whatever the ledger says is due, until told to stop",
    "status": "Say whether all is well, then show this week by portal against last week",
    "report": "Make the report of a year, or of several: the table here, and its files in a folder",
    "page": "Write the team's page: the newest week beside earlier ones, as one file",
    "import": "Take figures that others published or counted by hand; all rows of a file, or none",
    "recount": "Count a year's weeks again from their identifiers",
    "accept": "Let suspect weeks count, because the market really moved",
    "exclude": "Leave weeks out of all figures; each becomes a gap",
    "undo": "Take back what was decided about weeks; the journal keeps both",
    "seen": "Say that a person has seen weeks' findings or gaps; they count as they did",
    "week": "Show why a portal's week is as it is, beside the ten weeks before, and what to type",
    "history": "Show a portal's last 53 weeks, or a year's: the counts, and what became of each",
    "gaps": "Show a year's weeks up to now that have no count, by portal, and why",
    "close": "Freeze a year's counts, delete its identifiers, destroy its key, and prove it",
    "backup": "Write counts, ledger and config into one file; identifiers only if asked for",
    "restore": "Bring a backup back into an empty database",
    "adopt": "Take the database that is there for this installation's own",
    "audit": "Check on this installation that nothing raw is kept and only the owner can read it",
    "demo": "Live through simulated years on our own portals",
    "key": "The years' keys",
    "alert": "Who is told what is wrong",
    "portal": "The portals of config.toml",
    "service": "The service, started by the machine",
}
GROUPS = ("key", "portal", "alert", "service")
MODULES = {
    "run": "sweep",
    "accept": "review",
    "exclude": "review",
    "undo": "review",
    "seen": "review",
    "history": "week",
    "gaps": "week",
    "restore": "backup",
    "adopt": "backup",
    "import": "import_counts",
}
"""The commands that share a module with another."""

CONFIG_AND_COMMAND = 2


class Commands(TyperGroup):
    """Knows the commands by name and help, and loads the one that is asked for."""

    def __init__(self, **settings: Any) -> None:
        named = {name: TyperCommand(name, help=text) for name, text in HELP.items()}
        super().__init__(**settings | {"commands": named})

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take `--config PATH` in front of a command for one behind it: all commands have it."""
        words = [part for word in args[:1] for part in word.split("=", 1)] + args[1:]
        if len(words) > CONFIG_AND_COMMAND and words[0] == "--config":
            args = [*words[2:], *words[:2]]
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed

    def invoke(self, ctx: Any) -> Any:
        """Run the command; where its words are wrong, `--json` has that, too."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            _as_json(error.format_message(), CONFIG_WRONG)
            raise

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return name, whole command and the words after it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and loaded(str(name)), rest


@cache
def loaded(name: str) -> Any:
    """Return a command by its name, or the group of those that begin with it."""
    module = _imported(f"monitor.commands.{MODULES.get(name, name)}")
    if name in GROUPS:
        return get_command(getattr(module, f"{name}_commands"))
    alone = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    alone.command()(getattr(module, f"{name}_" if iskeyword(name) else name))
    return get_command(alone)


def _imported(module: str) -> ModuleType:
    """Import a module; nothing that imports make is garbage, then or ever: it is never searched."""
    if module in sys.modules:
        return sys.modules[module]
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


app = typer.Typer(
    name="monitor",
    cls=Commands,
    help=(
        "Counts ads and distinct phone numbers per week on ad portals. It counts; it cannot look "
        "anybody up. Exit codes: 0 all well, 1 needs a person, 2 command or config, 3 key, "
        "4 database, 5 files, 70 a fault of this program."
    ),
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


def _say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # noqa: PLC0415 - it reads mail, to read versions

        typer.echo(f"ad-market-monitor {version('ad-market-monitor')}")
        raise typer.Exit


@app.callback()
def _whole(
    _version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_say_version, help="Say the version."),
    ] = False,
) -> None:
    """Be a group, though it has no command of its own."""


def run_command() -> None:
    """Run the command that was typed; an error that a person can mend ends it with its sentence.

    With `--json` the sentence stands on stdout, too, as JSON.
    """
    try:
        app()
    except Exception as error:
        code = code_of(error)
        if code is None:
            raise
        sentence = sentence_of(error)
        typer.secho(sentence, fg="red", err=True)
        _as_json(sentence, code)
        sys.exit(code)


def _as_json(problem: str, code: int) -> None:
    """Say what is wrong as JSON, where JSON was asked for."""
    if "--json" in sys.argv[1:]:
        with suppress(OSError):  # it may be what stdout is written to that is full
            typer.echo(json.dumps({"problem": problem, "exit_code": code}))
