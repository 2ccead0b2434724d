"""Tables are written down as mapped classes are, and are Core tables."""

import subprocess
import sys

from sqlalchemy import Double, Integer, String, insert, select

from storage.tables import AdSighting, RunRow, WeeklyCount


def test_a_table_has_what_its_class_says() -> None:
    """The type of an annotation, and whether a value may be missing, also of a foreign key."""
    run, count = RunRow.__table__.c, WeeklyCount.__table__.c

    assert (run.late.nullable, run.outcome.nullable) == (False, True)
    assert isinstance(count.value.type, Double)
    assert isinstance(AdSighting.__table__.c.sweep_id.type, Integer)
    assert isinstance(run.portal.type, String)
    assert run.portal.primary_key


def test_a_class_stands_for_its_table() -> None:
    """Wherever a statement takes one."""
    query = select(RunRow.week).select_from(RunRow).where(RunRow.late)

    assert str(query).split() == ["SELECT", "run.week", "FROM", "run", "WHERE", "run.late"]
    assert str(insert(AdSighting)).startswith("INSERT INTO ad_sighting (sweep_id, ad, place)")


def test_no_process_loads_what_makes_objects_of_rows() -> None:
    """A sweep's imports are most of its memory."""
    code = "import sys, storage.store; sys.exit('sqlalchemy.orm' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
