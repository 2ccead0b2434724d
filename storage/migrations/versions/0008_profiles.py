"""A table for what tells how much of a change on the year before may be chance."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""
    op.create_table(
        "yearly_profile",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("portal", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("lag", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("year", "portal", "place", "measure", "lag"), name=op.f("pk_yearly_profile")
        ),
    )
