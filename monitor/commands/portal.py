"""`monitor portal approve`: a second person lets a portal's numbers be compared with others."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.collect import named
from monitor.commands.common import DEFAULT_CONFIG, ByOption, ConfigOption, opened, out
from monitor.realms import approve as approve_portal
from monitor.realms import is_approved

portal_commands = typer.Typer(no_args_is_help=True, help="The portals of config.toml.")


@portal_commands.callback()
def _group() -> None:
    """Be a group, though there is one command in it so far."""


@portal_commands.command()
def approve(
    portal: Annotated[str, typer.Argument(help="The portal's name.")],
    by: ByOption,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Compare a portal's numbers with the others' from now on; a second person says so."""
    if not by:
        raise typer.BadParameter("say who approves, as a role or initials", param_hint="--by")
    with opened(config) as collector:
        try:
            (chosen,) = named(collector.config, [portal])
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="PORTAL") from None
        if is_approved(collector.store, chosen):
            out.print(f"{portal}: was approved already, at these addresses.", markup=False)
            return
        collector.plan()
        week, day = collector.week(), collector.now().date()
        first = approve_portal(collector.store, chosen, week, day, by)
    out.print(
        f"{portal}: approved by {by}. Its numbers are compared with those of the other approved "
        f"portals from {first} on. Other addresses in its block end that.",
        markup=False,
    )
