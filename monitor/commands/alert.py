"""`monitor alert test` and `monitor alert send`: whether alerts arrive, and what is due now."""

from __future__ import annotations

import typer

from monitor.alerts.delivery import Ping, addresses, ping, send
from monitor.alerts.messages import trial
from monitor.alerts.notifier import Notifier
from monitor.alerts.outbox import delivery_points
from monitor.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    err,
    opened,
    out,
    print_json,
)
from monitor.config import Config, load
from monitor.report.words import Words

NOBODY = "no address to send to: name a file of them in config.toml, [alerts] (docs/alerts.md)"

alert_commands = typer.Typer(no_args_is_help=True, help="Who is told what is wrong.")


@alert_commands.command("send")
def send_now(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Tell what is wrong now, and that a week went well; for cron, where no service does it."""
    with opened(config) as installation:
        Notifier(installation).tell()
        failed = list(delivery_points(installation, Words("en")))
    for point in failed:
        err.print(str(point))
    raise typer.Exit(1 if failed else 0)


@alert_commands.command("test")
def send_trial(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Send a message to every address, and say of each whether it was taken."""
    results = _tried(load(config))
    if as_json:
        print_json(results)
    elif not results:
        out.print(NOBODY)
    for name, taken in {} if as_json else results.items():
        out.print(f"{name}: {'taken' if taken else 'NOT taken'}")
    raise typer.Exit(0 if results and all(results.values()) else 1)


def _tried(config: Config) -> dict[str, bool]:
    """Return by the name of each address whether it took the message."""
    message = trial(Words(config.language))
    to = addresses(config.alert_addresses.lines())
    results = {address.name: send(address, message) for address in to}
    if url := config.ping_address.line():
        results["ping"] = ping(url, Ping.SUCCESS)
    return results
