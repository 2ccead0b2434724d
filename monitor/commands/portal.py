"""`monitor portal`: a second person approves one for comparison, and one that left is retired."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.commands.common import DEFAULT_CONFIG, ByOption, ConfigOption, opened, out
from monitor.installation.installation import named
from monitor.installation.realms import approve_portal, is_approved
from storage.weeks import Week

portal_commands = typer.Typer(no_args_is_help=True, help="The portals of config.toml.")


@portal_commands.command()
def approve(
    portal: Annotated[str, typer.Argument(help="The portal's name.")],
    by: ByOption,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Compare a portal's numbers with the others' from now on; a second person says so."""
    if not by:
        raise typer.BadParameter("say who approves, as a role or initials", param_hint="--by")
    with opened(config) as installation:
        try:
            (chosen,) = named(installation.config, [portal])
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="PORTAL") from None
        if is_approved(installation.store, chosen):
            out.print(f"{portal}: was approved already, at these addresses.")
            return
        installation.plan()
        week, day = installation.week(), installation.now().date()
        first = approve_portal(installation.store, chosen, week, day, by)
        before = installation.store.runs(Week(first.year, 1), first)
        was_apart = any(run.counts for run in before if run.portal == portal and run.week < first)
    out.print(
        f"{portal}: approved by {by}. Its numbers are compared with those of the other approved "
        f"portals from {first} on. Other addresses in its block end that.",
    )
    if was_apart:
        out.print(
            f"Numbers of its weeks before cannot be known again, so {first.year} has no distinct "
            "numbers of the whole year, unless monitor exclude leaves those weeks out.",
        )


@portal_commands.command()
def retire(
    portal: Annotated[str, typer.Argument(help="The portal's name.")],
    config: ConfigOption = DEFAULT_CONFIG,
    by: ByOption = "",
) -> None:
    """End a portal that left config.toml: it is due no more, and its counts stay."""
    with opened(config) as installation:
        if portal in {each.name for each in installation.config.portal}:
            raise typer.BadParameter(f"{portal} is in config.toml: first take its block out")
        week = installation.week()
        entry = installation.entry("portal retired", portal, by)
        if not installation.store.retire(portal, week, entry):
            known = ", ".join(installation.store.portals())
            raise typer.BadParameter(f"the ledger has no portal {portal}; it has {known}")
    out.print(f"{portal}: retired from {week} on. A block in config.toml ends that.")
