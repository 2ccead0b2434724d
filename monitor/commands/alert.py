"""`monitor alert test`: whether alerts arrive."""

from __future__ import annotations

import typer

from monitor.alerts.delivery import Ping, addresses, ping, send
from monitor.alerts.messages import trial
from monitor.commands.common import DEFAULT_CONFIG, ConfigOption, JsonOption, out, print_json
from monitor.config import Config, load
from monitor.report.words import Words

NOBODY = "no address to send to: name a file of them in config.toml, [alerts] (docs/alerts.md)"

alert_commands = typer.Typer(no_args_is_help=True, help="Who is told what is wrong.")


@alert_commands.callback()
def _group() -> None:
    """Be a group, though it has one command."""


@alert_commands.command("test")
def send_trial(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Send a message to every address, and say of each whether it was taken."""
    results = _tried(load(config))
    if as_json:
        print_json(results)
    elif not results:
        out.print(NOBODY, markup=False)
    for name, taken in {} if as_json else results.items():
        out.print(f"{name}: {'taken' if taken else 'NOT taken'}", markup=False)
    raise typer.Exit(0 if results and all(results.values()) else 1)


def _tried(config: Config) -> dict[str, bool]:
    """Return by the name of each address whether it took the message."""
    message = trial(Words(config.language))
    to = addresses(config.alert_addresses.lines())
    results = {address.name: send(address, message) for address in to}
    if url := config.ping_address.line():
        results["ping"] = ping(url, Ping.SUCCESS)
    return results
