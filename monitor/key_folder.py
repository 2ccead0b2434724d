"""Which folder the years' keys are in where config.toml names none.

Not beside the database: whoever copies the installation's folder, as a nightly backup does, would
have both, and could test numbers. It is the user's own config folder, by the XDG rules: they are
two lines, and a library for every platform's would be one more thing to trust.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

BESIDE = "keys"
"""Where keys were kept before: an installation that has some there keeps them."""

NAME = "ad-market-monitor"


def default_folder(home: Path, environment: Mapping[str, str]) -> Path:
    """Return the folder of the keys of the installation whose config is in `home`.

    Each installation has one of its own, by the path of `home`. Without a user's config folder
    (XDG_CONFIG_HOME or HOME), keys lie beside the config.
    """
    beside = home / BESIDE
    base = _users_folder(environment)
    if base is None or any(beside.glob("[0-9]*.key*")):
        return beside
    mark = hashlib.sha256(str(home).encode()).hexdigest()[:8]
    return base / NAME / "keys" / f"{home.name or 'root'}-{mark}"


def _users_folder(environment: Mapping[str, str]) -> Path | None:
    named = Path(environment.get("XDG_CONFIG_HOME", ""))
    if named.is_absolute():  # a relative one is to be ignored, says the specification
        return named
    home = Path(environment.get("HOME", ""))
    return home / ".config" if home.is_absolute() else None
