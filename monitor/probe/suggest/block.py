"""Suggested lines as a `[[portal]]` block of config.toml, and as a portal to probe right away."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from monitor.config.portal_rules import LOOPBACK, portal_rules
from monitor.config.shorter import shortened, toml
from monitor.probe.unknown import DELAY_SECONDS, NOBODY
from scrapers.config_key import keys_of
from scrapers.portal_config import Portal

TERMS = (
    '# terms = { checked_by = "your name", checked_on = 2026-01-15 }  # read the terms of use and '
    'robots.txt first; without this line nothing is swept, so remove the "#" when you have'
)
PORTAL = TypeAdapter(Portal)
WIDEST = 100_000
OPTIONAL = ("no_ads", "total", "place")
"""What a block may do without, so that leaving it open is no doubt about the block."""


class NothingToSuggest(Exception):
    """A page on which no list could be made out."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of a block with its value; an empty `value` is left for a person to fill in.

    A `remark` is a value that a person may want: it is written as a comment and does nothing.
    """

    key: str
    value: object
    sure: bool
    why: str
    remark: bool = False

    @classmethod
    def of(cls, key: str, value: object, fact: str, doubts: Mapping[str, bool]) -> Setting:
        """Return a setting that is sure where none of the doubts holds; those that do say why."""
        held = [doubt for doubt, holds in doubts.items() if holds]
        return cls(key, value, not held, "; ".join((fact, *held)))

    @property
    def is_doubt(self) -> bool:
        """Whether a person has to look at it before the block is relied on."""
        is_left_out = self.remark or (self.value is None and self.key in OPTIONAL)
        return not self.sure and not is_left_out

    def as_toml(self) -> str:
        """Write it with a comment that tells how sure it is; what is left open is commented out."""
        note = f"# {'sure' if self.sure else 'unsure'}: {self.why}"
        if self.value is None:
            return f"# {self.key} = ...  {note}"
        return f"{'# ' * self.remark}{self.key} = {toml(shortened(self.key, self.value))}  {note}"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The lines of a suggested block."""

    lines: tuple[Setting, ...]

    @property
    def unsure(self) -> int:
        """How many of them a person should look at first."""
        return sum(line.is_doubt for line in self.lines)

    def toml(self) -> str:
        """Return the block as config.toml wants it, the terms left for a person."""
        order = list(keys_of(Portal))
        ranked = sorted(self.lines, key=lambda line: order.index(line.key))
        return "\n".join(["[[portal]]", *(line.as_toml() for line in ranked), TERMS]) + "\n"

    def portal(self) -> Portal:
        """Return the block as a portal that nobody has checked the terms of, for a probe only."""
        (table,) = tomllib.loads(self.toml())["portal"]
        return PORTAL.validate_python(table | {"terms": asdict(NOBODY)})

    def broken(self) -> list[str]:
        """Return what `monitor check` would say of the block, the terms aside."""
        return [f"{'.'.join(map(str, key))}: {why}" for key, why in portal_rules(self.portal())]


def lines_about(address: str) -> list[Setting]:
    """Return the lines that do not depend on how the page is built."""
    parts = urlsplit(address)
    local = parts.hostname in LOOPBACK
    name = _name(parts.hostname or "", parts.path, local)
    why = "be polite; robots.txt may ask for more"
    here = [
        Setting("local", True, True, "this machine"),
        Setting("delay_seconds", 0.0, True, "own"),
    ]
    return [
        Setting("name", name, True, "any name of your own"),
        Setting("start", address, True, "the address that was asked for"),
        *(here if local else [Setting("delay_seconds", DELAY_SECONDS, True, why)]),
    ]


def bounds_line(ads: int, total: int | None, share: float) -> Setting:
    """Return the suggested `bounds`.

    `ads` are those of the first page, `total` what the portal states or what a list of one page
    has, `share` how many of the ads seen have a number. The first page of many says nothing of the
    whole: then the bounds are wide, and said to be.
    """
    least, most = (total // 2, max(2, total * 2)) if total else (ads // 2, WIDEST)
    why = "half and twice of what is up now; narrow it when a few weeks have been counted"
    if total is None:
        why = "wide, since one page of many says little; narrow it after the first sweep"
    table = {"least": least, "most": most, "least_share_with_number": round(min(0.5, share / 2), 2)}
    return Setting("bounds", table, total is not None, why)


def _name(host: str, path: str, local: bool) -> str:
    source = path.strip("/").split("/")[0] if local else host.removeprefix("www.").split(".")[0]
    plain = re.sub(r"[^a-z]+", "-", source.lower()).strip("-")
    return plain[:40] or "portal"
