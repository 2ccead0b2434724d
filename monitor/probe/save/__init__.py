"""A look's pages as a folder that may be kept: built the same, and everything in them made up.

look → fiction (words · numbers · addresses) → pages → folder → proof: sweeps the same, nothing raw
"""

from monitor.probe.save.folder import NotSaved, save

__all__ = ["NotSaved", "save"]
