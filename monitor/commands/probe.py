"""`monitor probe`: what a portal block finds on its first pages, or a block for a new portal."""

from __future__ import annotations

from typing import Annotated, NoReturn

import typer

from monitor.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    err,
    now,
    out,
    print_json,
)
from monitor.config import Config, load
from monitor.installation.installation import named
from monitor.probe.run import PAGES, Visit, at_address, probe_with
from monitor.probe.run import probe_portal as probed
from monitor.probe.show import print_probe
from monitor.probe.suggest import NothingToSuggest, Suggestion
from monitor.probe.suggest import suggest as suggested
from monitor.probe.unknown import TERMS_REMINDER, unknown_portal
from scrapers.errors import ScrapeError
from scrapers.portal_config import Portal


def probe(
    portal: Annotated[str | None, typer.Argument(help="The name of a portal.")] = None,
    url: Annotated[
        str | None,
        typer.Option(
            "--url", help="Another list page of PORTAL; alone, a page to propose one for."
        ),
    ] = None,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="As --url alone does: propose a block.", hidden=True)
    ] = False,
    pages: Annotated[int, typer.Option(min=1, max=20, help="How many list pages.")] = PAGES,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show what a portal's block finds on its first pages, or propose a block for a list page.

    By counts and shapes, never values.
    """
    settings = load(config, needs_portal=portal is not None, reads_portals=portal is not None)
    if portal is not None and not suggest:
        _block(_chosen(settings, portal, url), settings, pages, as_json=as_json)
    elif portal is not None or url is None:
        raise typer.BadParameter(
            "--suggest is for --url alone" if suggest else "name a portal, or a page with --url"
        )
    else:
        _page(url, settings, pages, as_json=as_json)


def _chosen(config: Config, name: str, url: str | None) -> Portal:
    try:
        (chosen,) = named(config, [name])
        return at_address(chosen, url) if url else chosen
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="PORTAL") from None


def _block(portal: Portal, config: Config, pages: int, *, as_json: bool) -> None:
    with err.status(f"Probing {portal.name} ..."):
        probing = probed(portal, config, now, pages)
    if as_json:
        print_json(probing.as_dict())
    else:
        print_probe(probing, out)
    raise typer.Exit(1 if probing.problems else 0)


def _page(url: str, config: Config, pages: int, *, as_json: bool) -> NoReturn:
    """Propose a block for a page that none describes, and probe that."""
    try:
        portal = unknown_portal(url)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--url") from None
    with err.status("Fetching ..."), Visit(portal, config, now) as visit:
        try:
            block = suggested(visit.get(url, "the page"), visit.get, config.places)
        except (ScrapeError, NothingToSuggest) as error:
            err.print(str(error), style="red", markup=False)
            raise typer.Exit(1) from None
        _suggestion(block, visit, config, pages, as_json=as_json)


def _suggestion(
    block: Suggestion, visit: Visit, config: Config, pages: int, *, as_json: bool
) -> NoReturn:
    broken = block.broken()
    probing = None if broken else probe_with(visit, block.portal(), config, pages)
    if as_json:
        shown = probing.as_dict() if probing else None
        print_json({"block": block.toml(), "unsure": block.unsure, "open": broken, "probe": shown})
    else:
        out.print(block.toml(), markup=False)
        for setting in broken:
            out.print(f"left open: {setting}", style="red", markup=False)
        if probing is not None:
            print_probe(probing, out)
        unsure = "1 line is" if block.unsure == 1 else f"{block.unsure} lines are"
        out.print(f"{unsure} marked unsure: look there first.", style="yellow")
        out.print(TERMS_REMINDER, style="yellow")
    raise typer.Exit(0 if probing is not None and not (probing.problems or block.unsure) else 1)
