"""What the service sees to besides sweeping: its own database, next year's key, and backups."""

from __future__ import annotations

import logging
from pathlib import Path

from monitor.installation.backup_file import BackupProblem
from monitor.installation.database_guard import record_database, refuse_lost, refuse_stranger
from monitor.installation.dated_backups import back_up_if_due
from monitor.installation.installation import Installation
from monitor.installation.year_keys import make_next_key
from storage.errors import KeyProblem

log = logging.getLogger(__name__)


def upkeep(installation: Installation, config_file: Path) -> None:
    """Do what is due before the ledger is looked at; raises DatabaseProblem for a lost database.

    What else goes wrong is logged, shows in `monitor status`, and keeps no week from being swept.
    """
    config, store = installation.config, installation.store
    refuse_lost(config)
    refuse_stranger(config, store)
    record_database(config, store)
    try:
        entry = installation.entry("key new", "", "monitor run", "made in December")
        if made := make_next_key(config, store, entry):
            log.info("%s: made for next year", made)
        if file := back_up_if_due(installation, config_file):
            log.info("%s: written", file)
    except (KeyProblem, BackupProblem) as problem:
        log.error("%s", problem)
