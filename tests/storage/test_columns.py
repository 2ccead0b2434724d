"""Tables are typed Core tables."""

import subprocess
import sys

from sqlalchemy import Double, Integer, String

from storage.tables import AD_SIGHTING, RUN, WEEKLY_COUNT


def test_a_table_has_what_its_columns_say() -> None:
    """The type of an annotation, and whether a value may be missing, also of a foreign key."""
    run, count = RUN.c, WEEKLY_COUNT.c

    assert (run.late.nullable, run.outcome.nullable) == (False, True)
    assert isinstance(count.value.type, Double)
    assert isinstance(AD_SIGHTING.c.sweep_id.type, Integer)
    assert isinstance(run.portal.type, String)
    assert run.portal.primary_key


def test_no_process_loads_what_makes_objects_of_rows() -> None:
    """A sweep's imports are most of its memory."""
    code = "import sys, storage.store; sys.exit('sqlalchemy.orm' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
