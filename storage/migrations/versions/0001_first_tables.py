"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""
    op.create_table(
        "portal",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_portal")),
    )
    op.create_table(
        "weekly_overlap",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("portals", sa.String(length=400), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("numbers", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("week", "portals", "place", name=op.f("pk_weekly_overlap")),
    )
    op.create_table(
        "year_key",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_year_key")),
    )
    op.create_table(
        "run",
        sa.Column("portal", sa.String(length=40), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("judgement", sa.String(length=8), nullable=True),
        sa.Column("judgement_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["portal"], ["portal.name"], name=op.f("fk_run_portal")),
        sa.PrimaryKeyConstraint("portal", "week", name=op.f("pk_run")),
    )
    op.create_table(
        "sweep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("portal", sa.String(length=40), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("nr", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("cards", sa.Integer(), nullable=True),
        sa.Column("ads", sa.Integer(), nullable=True),
        sa.Column("with_number", sa.Integer(), nullable=True),
        sa.Column("stated_total", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["portal"], ["portal.name"], name=op.f("fk_sweep_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sweep")),
        sa.UniqueConstraint("portal", "week", "nr", name=op.f("uq_sweep_portal_week_nr")),
    )
    op.create_table(
        "weekly_count",
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("portal", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["portal"], ["portal.name"], name=op.f("fk_weekly_count_portal")),
        sa.PrimaryKeyConstraint("week", "portal", "place", "measure", name=op.f("pk_weekly_count")),
    )
    op.create_table(
        "ad_sighting",
        sa.Column("sweep_id", sa.Integer(), nullable=False),
        sa.Column("ad", sa.LargeBinary(length=16), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["sweep_id"], ["sweep.id"], name=op.f("fk_ad_sighting_sweep_id")),
        sa.PrimaryKeyConstraint("sweep_id", "ad", "place", name=op.f("pk_ad_sighting")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "number_sighting",
        sa.Column("sweep_id", sa.Integer(), nullable=False),
        sa.Column("ad", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["sweep_id"], ["sweep.id"], name=op.f("fk_number_sighting_sweep_id")
        ),
        sa.PrimaryKeyConstraint("sweep_id", "ad", "number", name=op.f("pk_number_sighting")),
        sqlite_with_rowid=False,
    )
