"""`[backup]` in config.toml: the backups that the service makes by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import ValidationInfo, field_validator

from monitor.config.section import Section, surroundings
from scrapers.config_key import Key


class BackupSection(Section):
    """Where the service writes a dated backup of counts once a week, and how many are kept."""

    folder: Annotated[
        Path, Key("the folder of the backups, best on another disk", '"/mnt/backup/ad-market"')
    ]
    keep: Annotated[int, Key("how many are kept", "12", least=2, most=1000)] = 12

    @field_validator("folder")
    @classmethod
    def _absolute(cls, folder: Path, info: ValidationInfo) -> Path:
        return surroundings(info).folder / folder
