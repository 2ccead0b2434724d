"""`monitor init`: a first config and this year's key, from three questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from monitor.commands.common import DEFAULT_CONFIG, ByOption, err, now, out, unwritable
from monitor.config import Config, ConfigProblem, Problem, load, write_restored
from monitor.config.settings import contact_fault
from monitor.config.shorter import toml
from monitor.installation.year_counts import upgrade
from monitor.installation.year_keys import make_key
from monitor.probe.run import Visit
from monitor.probe.suggest import NothingToSuggest, Suggestion, suggest
from monitor.probe.unknown import unknown_portal
from scrapers.errors import ScrapeError
from storage.errors import KeyProblem, StorageError
from storage.records import JournalEntry
from storage.store import Store
from storage.weeks import Week

FIRST = """\
# The settings of the outreach ad-market monitor; what else may stand here, and what it means, is in
# README.md and docs/. Check your work with: monitor check

contact = {contact}   # portals see this address; a person has to read it
language = {language}   # of report files: "nb" (bokmål) or "en"
timezone = "Europe/Oslo"   # weeks are ISO 8601 weeks in this zone

[schedule]
day = "monday"   # the week's sweep is due from this day ...
at = 06:00:00   # ... and time on

# [backup]   # a dated backup of counts once a week, by the service
# folder = "/mnt/backup/ad-market"
# keep = 12

[places]   # name in the tables = spellings in ads; the rest is "unknown"
Oslo = ["Oslo"]
Bergen = ["Bergen"]
Trondheim = ["Trondheim"]
Stavanger = ["Stavanger"]
Kristiansand = ["Kristiansand"]
"Tromsø" = ["Tromsø", "Tromso"]
Drammen = ["Drammen"]
"""


def _contact(answer: str) -> str:
    """Return an answer that portals can be told; any other is asked for again."""
    if fault := contact_fault(answer):
        raise typer.BadParameter(fault)
    return answer


def _address(answer: str) -> str:
    """Return the address of a page as it is written, or as people say it."""
    return f"https://{answer}" if answer and "://" not in answer else answer


def _new(config: Path) -> Path:
    """Return where the config is to be, if it can be, before any question is asked."""
    if config.exists():
        there = "is there already, and init makes a first one; see what is in it: monitor check"
        raise ConfigProblem(config, [Problem(None, "file", there)])
    if why := unwritable(config.parent):
        raise ConfigProblem(config, [Problem(None, "file", f"cannot be written: {why}")])
    return config


NewConfigOption = Annotated[
    Path,
    typer.Option("--config", help="The settings file.", is_eager=True, callback=_new),
]


def init(
    contact: Annotated[
        str,
        typer.Option(
            parser=_contact,
            metavar="TEXT",
            prompt="Which e-mail address (or https page) may portals write to?",
            help="Who asks, as portals see it: an address that a person reads.",
            show_default=False,
        ),
    ] = "",
    language: Annotated[
        Literal["nb", "en"],
        typer.Option(prompt="Language of reports, nb or en?", show_choices=False, help="nb or en."),
    ] = "nb",
    url: Annotated[
        str,
        typer.Option(
            parser=_address,
            metavar="TEXT",
            prompt="Address of the first portal's list of ads (empty: later)",
            help="A list page; its block is suggested from what is found there.",
            show_default=False,
        ),
    ] = "",
    config: NewConfigOption = DEFAULT_CONFIG,
    by: ByOption = "",
) -> None:
    """Make a first config and key, look at the first portal, and say what comes next."""
    settings = _written(config, contact, language)
    out.print(f"{config}: written", markup=False)
    _key(settings, by)
    block = _block(url, settings) if url else None
    if block is not None:
        with config.open("a", encoding="utf-8") as opened:
            opened.write(f"\n{block.toml()}")
        out.print(f"A [[portal]] block for it was added to {config}", markup=False)
    for step in _next_steps(config, url, block):
        out.print(step, markup=False)


def _written(config: Path, contact: str, language: str) -> Config:
    """Write the file and read it again; what is wrong with the answers leaves none behind."""
    write_restored(config, FIRST.format(contact=toml(contact), language=toml(language)))
    try:
        return load(config, needs_portal=False)
    except ConfigProblem:
        config.unlink()
        raise


def _key(settings: Config, by: str) -> None:
    """Make this year's key, unless there is one from before."""
    year = Week.of(now().date()).year
    store = Store.open(settings.storage.database, upgrade(settings))
    try:
        entry = JournalEntry(now().date(), "key new", str(year), by)
        file = make_key(settings, store, year, entry)
        out.print(f"{file}: the key of {year}; keep it out of every backup", markup=False)
    except KeyProblem as problem:
        out.print(str(problem), markup=False, style="yellow")
    finally:
        store.close()


def _block(url: str, settings: Config) -> Suggestion | None:
    """Look at a portal's page and suggest its block; None where none can be made out."""
    try:
        portal = unknown_portal(url)
        with err.status("Looking at the portal ..."), Visit(portal, settings, now) as visit:
            page = visit.get(url, "the page")
            return suggest(page, visit.get, settings.places)
    except (ValueError, ScrapeError, StorageError, NothingToSuggest) as error:
        err.print(f"No block could be suggested: {error}", style="yellow", markup=False)
        return None


def _next_steps(config: Path, url: str, block: Suggestion | None) -> list[str]:
    """Return what to do next, in its order."""
    if block is None:
        address = url or "ADDRESS"
        first = f"look at the portal: monitor probe --url {address}, and put its block"
        first += f" at the end of {config}"
    else:
        first = f"read the portal's terms and robots.txt, and fill in `terms` in {config}"
        if block.unsure:
            first += f"; {block.unsure} lines are marked unsure: look there, too"
    steps = [
        first,
        "monitor check --online",
        "monitor portal approve NAME --by INITIALS: a second person's word (not if local)",
        "monitor sweep: this week's count",
        "monitor service install: every week by itself",
    ]
    return ["Next:", *(f"  {number}. {step}" for number, step in enumerate(steps, start=1))]
