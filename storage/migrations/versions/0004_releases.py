"""Tables for what was published, so that released figures stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""
    op.create_table(
        "release",
        sa.Column("nr", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("nr", name=op.f("pk_release")),
        sa.UniqueConstraint("year", "revision", name=op.f("uq_release_year_revision")),
    )
    op.create_table(
        "released_figure",
        sa.Column("nr", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("portal", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("symbol", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["nr"], ["release.nr"], name=op.f("fk_released_figure_nr")),
        sa.PrimaryKeyConstraint(
            *("nr", "year", "portal", "place", "measure", "item"),
            name=op.f("pk_released_figure"),
        ),
    )
