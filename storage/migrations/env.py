"""Runs migrations over the connection that `storage.schema.migrate` hands in."""

from alembic import context

from storage import tables, year_tables  # noqa: F401
from storage.columns import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=METADATA, render_as_batch=True, compare_type=True
)
context.run_migrations()
