"""The way in: `monitor COMMAND`, protected before anything else is loaded.

Until then a crash could write the environment to disk, so only the protection is imported here.

Exit codes:

0  all well
1  something needs a person: no count, a problem found, status not OK, a year not closed
2  the command or config.toml is wrong
3  the year's key is missing or must not be used
4  the database cannot be used
5  a file cannot be written, or is not what it should be
70 a fault of this program
130 ended with Ctrl-C
143 ended with SIGTERM, as services are
"""

from __future__ import annotations

import gc
import io
import sys

from monitor.privacy.redaction import fault_report, protect_process

FAULT = 70
INTERRUPTED = 130

OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Python looks for cycles after 700 new objects; among a million sightings, which are none, that
took a third of the time."""


def main() -> None:
    """Run a command; what a person can mend ends with a sentence, never with a traceback."""
    protect_process()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    # A stream that has not all letters (cp1252, latin-1) shows "?" for those that it lacks.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        from monitor.command_line import run_command  # noqa: PLC0415 - only once the process is protected

        run_command()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last handler: nothing raw may leave
        print(fault_report(type(error), error.__traceback__), file=sys.stderr)  # noqa: T201
        sys.exit(FAULT)


if __name__ == "__main__":
    main()
