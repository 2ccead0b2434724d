"""Who sweeps a portal's week, and hosts that have asked to wait, for several machines to see."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TRIES = """
UPDATE run SET claim = (
    SELECT count(*) FROM sweep WHERE sweep.portal = run.portal AND sweep.week = run.week
)
"""


def upgrade() -> None:
    """Go one version up; each sweep of before was a claim that ended."""
    claim = sa.Column("claim", sa.Integer(), server_default=sa.text("0"), nullable=False)
    op.add_column("run", claim)
    op.add_column("run", sa.Column("begun_at", sa.BigInteger(), nullable=True))
    by = sa.Column("by", sa.String(length=40), server_default=sa.text("''"), nullable=False)
    op.add_column("run", by)
    op.execute(TRIES)
    op.create_table(
        "host",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_host")),
    )
