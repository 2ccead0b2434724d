"""Sends a message to one address through Apprise, whose library loads only when there is one.

An address is a secret and never shown: an address is named by its kind and its place in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from monitor.config.outputs import AlertsProblem
from scrapers.model import Hidden

APP = "ad-market-monitor"


class MessageKind(StrEnum):
    """How a message is shown where an address can: the values are Apprise's own words."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    FAILURE = "failure"


class Ping(StrEnum):
    """What a dead-man's switch is told; the value is what is added to its address."""

    START = "/start"
    SUCCESS = ""
    FAIL = "/fail"


@dataclass(frozen=True, slots=True)
class Message:
    """What is told; its `subject` tells it from others, so that each is told once."""

    subject: str
    title: str
    body: str
    kind: MessageKind


@dataclass(frozen=True, slots=True)
class Address:
    """Where messages go: its `name` is what may be shown of it, as in "2 ntfy"."""

    name: str
    url: Hidden[str]


def addresses(lines: Sequence[Hidden[str]]) -> list[Address]:
    """Return the addresses of lines; raises AlertsProblem for one that Apprise does not know."""
    return list(_known(lines))


def _known(lines: Sequence[Hidden[str]]) -> Iterator[Address]:
    for at, url in enumerate(lines, start=1):
        kind, _, rest = url.reveal().partition("://")
        if not rest or not kind.isalnum() or _target(url.reveal()) is None:
            raise AlertsProblem(
                f"address {at} of the alerts is none: expected one such as mailtos://..., "
                "workflows://..., ntfys://... or jsons://... (docs/alerts.md)"
            )
        yield Address(f"{at} {kind}", url)


def send(address: Address, message: Message) -> bool:
    """Send a message, and return whether the other side took it."""
    target = _target(address.url.reveal())
    # As plain text: else some kinds of address take it for HTML.
    return target is not None and bool(
        target.notify(
            title=message.title,
            body=message.body,
            notify_type=message.kind.value,
            body_format="text",
        )
    )


def ping(url: Hidden[str], what: Ping) -> bool:
    """Tell a dead-man's switch that a round begins, went well, or failed; return if it took it.

    Its address is that of a web page, http:// or https://; raises AlertsProblem for another.
    """
    scheme, _, rest = url.reveal().partition("://")
    if scheme not in {"http", "https"} or not rest:
        raise AlertsProblem("the ping's address is none: expected http://... or https://...")
    webhook = f"json{'s' * (scheme == 'https')}://{rest.rstrip('/')}{what.value}"
    return send(
        Address("ping", Hidden(webhook)), Message("", "", what.name.lower(), MessageKind.INFO)
    )


def _target(url: str) -> Any | None:
    """Return what sends to an address, or None where Apprise does not know one of its kind."""
    from apprise import Apprise  # noqa: PLC0415 - takes a third of a second to load

    target = Apprise(asset=_asset())
    return target if target.add(url) else None


@cache
def _asset() -> Any:
    """Return how Apprise looks and works for us: no picture from elsewhere, and nothing kept."""
    from apprise import AppriseAsset  # noqa: PLC0415 - see above

    return AppriseAsset(
        app_id=APP,
        app_desc="",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
    )
