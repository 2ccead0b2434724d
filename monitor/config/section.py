"""What all parts of the config share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo, field_validator

from monitor.config.folders import Surroundings
from monitor.config.portal_rules import raise_broken
from scrapers.config_key import keys_of


class ConfigSection(BaseModel):
    """A part of the config: fixed once read, and an unknown key in it is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*")
    @classmethod
    def _within_bounds(cls, value: Any, info: ValidationInfo) -> Any:
        if fault := keys_of(cls)[info.field_name or ""].fault(value):
            raise_broken([((), fault)])
        return value


def surroundings(info: ValidationInfo) -> Surroundings:
    """Return what is handed in with a file that is loaded; nothing where none is."""
    return info.context if isinstance(info.context, Surroundings) else Surroundings()


def _from_config(path: Path, info: ValidationInfo) -> Path:
    return surroundings(info).folder / path


ConfigPath = Annotated[Path, AfterValidator(_from_config)]
"""A path that starts at the config's folder; absolute when a file was loaded."""
