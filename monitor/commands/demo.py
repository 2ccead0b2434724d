"""`monitor demo`: two simulated years over real HTTP, measured beside true."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from monitor.commands.common import JsonOption, out, print_json
from monitor.commands.progress_display import progress
from monitor.demo.accuracy import Accuracy
from monitor.demo.course import PORTALS
from monitor.demo.play import CONFIGURED_BASE, DEMO_CONFIG, Play, Played, play
from monitor.demo.portal_server import DemoPortals
from monitor.demo.simulated_market import Market
from monitor.report.compose import document
from monitor.report.render.open_data import annual_dict
from monitor.report.render.terminal import print_document
from monitor.report.words import Words
from storage.weeks import Week


def demo(
    config: Annotated[
        Path, typer.Option("--config", help="A config with the demo's portals.", show_default=False)
    ] = DEMO_CONFIG,
    as_json: JsonOption = False,
    seed: Annotated[int, typer.Option(help="Another seed is another market.")] = 1,
    years: Annotated[int, typer.Option(min=1, max=5, help="Years to live through, from 2021.")] = 2,
    weeks: Annotated[int, typer.Option(min=1, max=53, help="Weeks of each year.")] = 53,
    folder: Annotated[
        Path, typer.Option("--out", help="A folder of the demo's own, made anew each time.")
    ] = Path("demo"),
    serve: Annotated[
        bool, typer.Option("--serve", help="Only keep the demo portals open, for trying commands.")
    ] = False,
) -> None:
    """Live through simulated years on our own portals, and show what the monitor makes of them."""
    if serve:
        _serve(seed)
        return
    setting = Play(config, folder, seed=seed, years=years, weeks=weeks)
    started = time.monotonic()
    sweeps = len(setting.mondays) * len(PORTALS)
    with progress("Simulating") as step:
        played = play(setting, lambda result: step(f"{result.week} {result.portal}", sweeps))
    seconds = time.monotonic() - started
    if as_json:
        print_json(_as_dict(played, seconds))
    else:
        _print(played, seconds, folder)
    exact = played.comparison.exact == played.comparison.counted
    raise typer.Exit(0 if exact else 1)


def _print(played: Played, seconds: float, folder: Path) -> None:
    words = Words(played.language)
    print_document(document(played.annual, words), out)
    out.print(_beside(played.comparison))
    comparison = played.comparison
    out.print(
        "Truth is the simulation's own. Ads tied to individual users are measured by a rule (their "
        "numbers are on few ads): shared phones make it too low, small agencies too high.",
        style="dim",
    )
    out.print(
        f"Ads and distinct numbers were counted exactly in {comparison.exact} of "
        f"{comparison.counted} counted portal-weeks; weeks without a count are gaps.",
        style="bold green" if comparison.exact == comparison.counted else "bold red",
    )
    rate = played.pages / seconds
    out.print(f"{played.pages:,} pages over HTTP in {seconds:.0f} s, {rate:.0f} pages/s")
    for file in played.files:
        out.print(f"Written: {file}")
    for more in ("status", f"report {played.annual.year}", "page"):
        out.print(f"More: monitor {more} --config {folder / 'config.toml'}")


def _beside(comparison: Accuracy) -> Table:
    title = "Measured beside true, yearly means of weekly counts (SIMULATED)"
    table = Table(title=title, title_justify="left")
    for name in ("year", "portal", "measure", "measured", "true", "weeks counted"):
        table.add_column(name, justify="right" if name in {"measured", "true"} else "left")
    for row in comparison.beside:
        measured = ".." if row.measured is None else f"{row.measured:.1f}"
        counted = f"{row.counted_weeks}/{row.weeks}"
        table.add_row(str(row.year), row.portal, row.measure, measured, f"{row.true:.1f}", counted)
    return table


def _as_dict(played: Played, seconds: float) -> dict[str, object]:
    return annual_dict(played.annual) | {
        "comparison": [asdict(row) for row in played.comparison.beside],
        "exact_portal_weeks": played.comparison.exact,
        "counted_portal_weeks": played.comparison.counted,
        "pages": played.pages,
        "seconds": round(seconds, 1),
        "files": [str(file) for file in played.files],
    }


def _serve(seed: int) -> None:
    """Keep the portals open where config.toml expects them, in the last simulated week."""
    market = Market(seed)
    with DemoPortals(market, port=int(CONFIGURED_BASE.rsplit(":", 1)[1])) as portals:
        portals.set_week(market.mondays[-1])
        shown: date = market.mondays[-1]
        out.print(f"SIMULATED portals at {portals.base} show {Week.of(shown)}. Ctrl-C ends them.")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            out.print("The demo portals are closed.")
