"""Suggested lines as a `[[portal]]` block of config.toml, and as a portal to probe right away."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from monitor.config.portal_rules import LOOPBACK, portal_rules
from monitor.probe.suggest.line import Setting
from monitor.probe.unknown import DELAY_SECONDS, NOBODY
from scrapers.config_key import keys_of
from scrapers.portal_config import Portal

TERMS = (
    '# terms = { checked_by = "your name", checked_on = 2026-01-15 }  # read the terms of use and '
    'robots.txt first; without this line nothing is swept, so remove the "#" when you have'
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The lines of a suggested block."""

    lines: tuple[Setting, ...]

    @property
    def unsure(self) -> int:
        """How many of them a person should look at first."""
        return sum(not line.sure for line in self.lines)

    def toml(self) -> str:
        """Return the block as config.toml wants it, the terms left for a person."""
        order = list(keys_of(Portal))
        ranked = sorted(self.lines, key=lambda line: order.index(line.key))
        return "\n".join(["[[portal]]", *(line.as_toml() for line in ranked), TERMS]) + "\n"

    def portal(self) -> Portal:
        """Return the block as a portal that nobody has checked the terms of, for a probe only."""
        (table,) = tomllib.loads(self.toml())["portal"]
        return TypeAdapter(Portal).validate_python(table | {"terms": asdict(NOBODY)})

    def broken(self) -> list[str]:
        """Return what `monitor check` would say of the block, the terms aside."""
        return [f"{'.'.join(map(str, key))}: {why}" for key, why in portal_rules(self.portal())]


def lines_about(address: str, ads: int, total: int | None) -> list[Setting]:
    """Return the lines that do not depend on how the page is built."""
    parts = urlsplit(address)
    local = parts.hostname in LOOPBACK
    likely = total or ads
    name = _name(parts.hostname or "", parts.path, local)
    lines = [
        Setting("name", name, True, "any name of your own"),
        Setting("start", address, True, "the address that was asked for"),
        Setting(
            "bounds",
            {"least": likely // 2, "most": likely * 2, "least_share_with_number": 0.5},
            False,
            "half and twice of what is up now; narrow it when a few weeks have been counted",
        ),
    ]
    if local:
        lines += [
            Setting("local", True, True, "this machine"),
            Setting("delay_seconds", 0.0, True, "own"),
        ]
    else:
        why = "be polite; robots.txt may ask for more"
        lines.append(Setting("delay_seconds", DELAY_SECONDS, True, why))
    return lines


def _name(host: str, path: str, local: bool) -> str:
    source = path.strip("/").split("/")[0] if local else host.removeprefix("www.").split(".")[0]
    plain = re.sub(r"[^a-z]+", "-", source.lower()).strip("-")
    return plain[:40] or "portal"
