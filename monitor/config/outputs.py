"""Where the team's page and backups go, and who is told.

An address of an alert holds a password or a token, so config.toml, which backups hold, only names
the file that it is in. The environment comes first, then that file, then a systemd credential.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import field_validator

from monitor.config.folders import (
    CREDENTIALS_VARIABLE,
    DATABASE_VARIABLE,
    KEY_VARIABLE,
    Surroundings,
)
from monitor.config.portal_rules import raise_broken
from monitor.config.section import ConfigPath, ConfigSection
from scrapers.config_key import Key
from scrapers.model import Hidden
from storage.errors import KeyProblem
from storage.private_files import read_private

ALERTS, PING = "alerts", "ping"
VARIABLES = {ALERTS: "MONITOR_ALERTS", PING: "MONITOR_PING"}
MOST_BYTES = 20_000


def variables_set(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return which of the variables that a config is read with are set, by name."""
    ours = {DATABASE_VARIABLE, *VARIABLES.values()}
    return sorted(n for n, v in environment.items() if v and (n in ours or KEY_VARIABLE.match(n)))


class AlertsProblem(Exception):
    """The addresses that alerts go to cannot be read, or are none."""


class PageSection(ConfigSection):
    """Where the team's page goes."""

    folder: Annotated[
        ConfigPath | None, Key("the folder that the page is written to after every sweep", '"page"')
    ] = None


class AlertsSection(ConfigSection):
    """The files that hold whom to tell."""

    addresses: Annotated[
        ConfigPath | None, Key("a file of your own, one address of an alert a line", '"alerts"')
    ] = None
    ping: Annotated[
        ConfigPath | None, Key("a file with the address of an outside dead-man's switch", '"ping"')
    ] = None

    @field_validator("addresses", "ping", mode="before")
    @classmethod
    def _names_a_file(cls, value: Any) -> Any:
        """Refuse an address in the place of its file, and never repeat it: it may hold a token."""
        if isinstance(value, str) and ("@" in value or "://" in value):
            raise_broken([((), "expected the name of a file, found an address: write it there")])
        return value


class BackupSection(ConfigSection):
    """Where the service writes a dated backup of counts once a week, and how many are kept."""

    folder: Annotated[
        ConfigPath,
        Key("the folder of the backups, best on another disk", '"/mnt/backup/ad-market"'),
    ]
    keep: Annotated[int, Key("how many are kept", "12", least=2, most=1000)] = 12


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where the lines of a secret are read from when they are needed, and never kept."""

    variable: str = ""
    text: Hidden[str] = field(default=Hidden(""))
    file: Path | None = None
    credential: Path | None = None

    @classmethod
    def of(cls, name: str, file: Path | None, around: Surroundings) -> SecretSource:
        """Return where a secret of this name is, by the environment and the config."""
        folder = around.environment.get(CREDENTIALS_VARIABLE)
        variable = VARIABLES[name]
        text = Hidden(around.environment.get(variable, ""))
        return cls(variable, text, file, Path(folder) / name if folder else None)

    @property
    def is_named(self) -> bool:
        """Whether anything says where the secret is; that it can be read is another question."""
        return bool(self.text.reveal()) or self.file is not None or self._is_handed_over()

    def _is_handed_over(self) -> bool:
        """Whether there is a credential; one that nobody can look at is told when it is read."""
        try:
            return self.credential is not None and self.credential.exists()
        except OSError:
            return True

    def lines(self) -> tuple[Hidden[str], ...]:
        """Return the lines that are no remark, "#" and on; raises AlertsProblem."""
        text = self.text.reveal() or self._from_files()
        lines = (line.strip() for line in text.split("\n"))
        return tuple(Hidden(line) for line in lines if line and not line.startswith("#"))

    def line(self) -> Hidden[str] | None:
        """Return the only line, None where there is none; raises AlertsProblem."""
        lines = self.lines()
        if len(lines) > 1:
            raise AlertsProblem(f"expected one address of a ping, found {len(lines)} lines")
        return lines[0] if lines else None

    def _from_files(self) -> str:
        is_ours = self.file is not None
        file = self.file or self.credential
        if file is None or (not is_ours and not self._is_handed_over()):
            return ""
        try:
            return read_private(file, is_ours=is_ours, most=MOST_BYTES).decode()
        except OSError as error:
            raise AlertsProblem(f"{file}: {error.strerror}; config.toml names it") from None
        except UnicodeDecodeError:
            raise AlertsProblem(f"{file} is not UTF-8 text") from None
        except KeyProblem as error:
            raise AlertsProblem(str(error)) from None
