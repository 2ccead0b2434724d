"""Columns that say what they hold: a review is a person's, and what is deleted is purged."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

RENAMED = (
    ("run", "judgement", "review"),
    ("run", "judgement_reason", "review_reason"),
    ("sweep", "forgotten", "purged"),
)


def upgrade() -> None:
    """Go one version up."""
    for table, old, new in RENAMED:
        # Both databases know the statement; a batch would copy the table for nothing.
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
