"""Runs migrations over the connection that `storage.database.migrate` hands in."""

from alembic import context

from storage.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True
)
context.run_migrations()
