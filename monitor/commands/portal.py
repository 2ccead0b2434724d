"""`monitor portal`: a second person approves one for comparison, and one that left is retired."""

from __future__ import annotations

from typing import Annotated

import typer

from monitor.commands.common import DEFAULT_CONFIG, ByOption, ConfigOption, opened, out
from monitor.commands.review import PortalArgument
from monitor.installation.installation import named
from monitor.installation.realms import approve_portal, is_approved, unapproved
from monitor.portal_weeks import names_typed
from storage.records import ALL_PORTALS
from storage.store import Store
from storage.weeks import Week

portal_commands = typer.Typer(no_args_is_help=True, help="The portals of config.toml.")


@portal_commands.command()
def approve(
    portal: PortalArgument,
    by: ByOption,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Compare portals' numbers with the others' from now on; a second person says so."""
    if not by:
        raise typer.BadParameter("say who approves, as a role or initials", param_hint="--by")
    with opened(config) as installation:
        store = installation.store
        if portal == ALL_PORTALS:
            chosen = unapproved(installation.config, store)
        else:
            try:
                chosen = named(installation.config, names_typed(portal))
            except ValueError as error:
                raise typer.BadParameter(str(error), param_hint="PORTAL") from None
        # One on this machine is refused before any other is approved.
        for each in sorted(chosen, key=lambda each: not each.local):
            if is_approved(store, each):
                out.print(f"{each.name}: was approved already, at these addresses.")
                continue
            installation.plan()
            day = installation.now().date()
            first = approve_portal(store, each, installation.week(), day, by)
            out.print(
                f"{each.name}: approved by {by}. Its numbers are compared with those of the other "
                f"approved portals from {first} on. Other addresses in its block end that.",
            )
            if _counted_apart(store, each.name, first):
                out.print(
                    f"Numbers of {each.name} from its weeks before cannot be known again, so "
                    f"{first.year} has no distinct numbers of the whole year, unless monitor "
                    "exclude leaves those weeks out.",
                )
    if not chosen:
        out.print("No portal waits for an approval.")


def _counted_apart(store: Store, portal: str, first: Week) -> bool:
    """Tell whether weeks of the year before the first one of an approved portal count."""
    runs = store.runs(Week(first.year, 1), first)
    return any(run.counts for run in runs if run.portal == portal and run.week < first)


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
        if already := installation.store.retired().get(portal):
            out.print(f"{portal}: retired from {already} on already.")
            return
        entry = installation.entry("portal retired", portal, by)
        if not installation.store.retire(portal, week, entry):
            known = ", ".join(installation.store.portals())
            raise typer.BadParameter(f"the ledger has no portal {portal}; it has {known}")
    out.print(f"{portal}: retired from {week} on. A block in config.toml ends that.")
