"""`monitor page`: the newest week beside earlier ones, as one file for the whole team."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.commands.common import DEFAULT_CONFIG, ConfigOption, opened, out
from monitor.report.words import Language
from monitor.weekly_page import write_page


def page(
    config: ConfigOption = DEFAULT_CONFIG,
    folder: Annotated[
        Path | None, typer.Option("--out", help="Where it goes, if not where the config says.")
    ] = None,
    language: Annotated[
        Language | None, typer.Option(help="Of the page, if not that of the config.")
    ] = None,
) -> None:
    """Write the team's page: the newest week beside earlier ones, as one file."""
    with opened(config) as installation:
        now = installation.now()
        file = write_page(installation.config, installation.store, now, folder, language)
    out.print(str(file))
