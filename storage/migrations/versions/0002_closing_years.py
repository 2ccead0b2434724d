"""Tables for closing a year, and the mark of a sweep whose identifiers are deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""
    op.add_column(
        "sweep", sa.Column("forgotten", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "yearly_figure",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("portal", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("year", "portal", "name", name=op.f("pk_yearly_figure")),
    )
    op.create_table(
        "series_break",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("week", "reason", name=op.f("pk_series_break")),
    )
    op.create_table(
        "closing",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("verified", sa.String(length=2000), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_closing")),
    )
    op.create_table(
        "deleted_sample",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("first", sa.LargeBinary(length=3), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("year", "salt", name=op.f("pk_deleted_sample")),
        sqlite_with_rowid=False,
    )
