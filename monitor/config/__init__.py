"""config.toml: what it may say, read and checked once, and the only look at the environment.

A file comes in; a fixed `Config` with absolute paths goes out, or all that is wrong with the file,
each with its line, what was expected, what was found, and an example. Settings and their rules are
pydantic models (`settings`, `portal_rules`) over the definitions of `scrapers.portal_config`;
`folders` tells where database and keys lie, `file` reads and writes, `shorter` proposes. Nothing
here knows the clock, opens a database or speaks to a portal.
"""

from monitor.config.file import load, text_for_backup, write_restored
from monitor.config.problems import ConfigProblem, Problem
from monitor.config.settings import Config, PrivacySection, StorageSection

__all__ = [
    "Config",
    "ConfigProblem",
    "PrivacySection",
    "Problem",
    "StorageSection",
    "load",
    "text_for_backup",
    "write_restored",
]
