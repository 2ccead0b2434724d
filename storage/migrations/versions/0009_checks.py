"""What weekly checks measure by: counts of weeks by name, what was found, and pages of a sweep.

A run with findings waits until a person has seen them. A portal that is retired is due no more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""
    for name in ("inner_pages", "inner_cards", "fewest_cards"):
        op.add_column("sweep", sa.Column(name, sa.Integer(), nullable=True))
    op.add_column("run", sa.Column("seen", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "retirement",
        sa.Column("portal", sa.String(length=40), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["portal"], ["portal.name"], name=op.f("fk_retirement_portal")),
        sa.PrimaryKeyConstraint("portal", name=op.f("pk_retirement")),
    )
    op.create_table(
        "check_count",
        sa.Column("portal", sa.String(length=40), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["portal"], ["portal.name"], name=op.f("fk_check_count_portal")),
        sa.PrimaryKeyConstraint("portal", "week", "name", name=op.f("pk_check_count")),
    )
    op.create_table(
        "finding",
        sa.Column("portal", sa.String(length=40), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("nr", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("check", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("figures", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["portal"], ["portal.name"], name=op.f("fk_finding_portal")),
        sa.PrimaryKeyConstraint("portal", "week", "nr", name=op.f("pk_finding")),
    )
