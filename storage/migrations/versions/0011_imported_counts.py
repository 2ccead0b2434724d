"""Figures of others, published or counted by hand, with their source and method."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""
    names = (("portal", 40), ("place", 40), ("measure", 40), ("source", 200))
    op.create_table(
        "imported_count",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(length=length), nullable=False) for name, length in names),
        sa.Column("method", sa.String(length=500), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint(
            *("year", "week", *(name for name, _ in names)), name=op.f("pk_imported_count")
        ),
    )
