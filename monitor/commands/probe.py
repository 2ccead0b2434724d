"""`monitor probe`: what a portal block finds on its first pages, or a block for a new portal."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.collect import named
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
from monitor.probe.run import OWN_PAGES, PAGES, Probe, at_address
from monitor.probe.run import probe as probed
from monitor.probe.show import show
from scrapers.description import Portal

UrlOption = Annotated[
    str | None, typer.Option("--url", help="Another list page; alone, a page without a block.")
]


def probe(
    portal: Annotated[str | None, typer.Argument(help="The name of a portal.")] = None,
    url: UrlOption = None,
    pages: Annotated[int, typer.Option(min=1, max=20, help="How many list pages.")] = PAGES,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show what a portal's block finds on its first pages: counts and shapes, never values."""
    settings = load(config)
    if portal is None:
        raise typer.BadParameter("name a portal, or an address with --url", param_hint="PORTAL")
    found = _probe(_chosen(settings, portal, url), settings, pages)
    if as_json:
        print_json(found.as_dict())
    else:
        show(found, out)
    raise typer.Exit(1 if found.wrong else 0)


def _chosen(config: Config, name: str, url: str | None) -> Portal:
    try:
        (chosen,) = named(config, [name])
        return at_address(chosen, url) if url else chosen
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="PORTAL") from None


def _probe(portal: Portal, config: Config, pages: int) -> Probe:
    with err.status(f"Probing {portal.name} ..."):
        return probed(portal, config, now, pages=pages, own_pages=OWN_PAGES)
