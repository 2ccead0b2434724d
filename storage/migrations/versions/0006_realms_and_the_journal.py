"""Realms of numbers, approvals of portals, an installation's own id, and the journal.

What a database held before stays comparable: its portals are approved, for the addresses that
config.toml gives them at their next sweep, and its installation has no id. A database that holds
nothing yet gets one.
"""

import secrets

import sqlalchemy as sa
from alembic import context, op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""
    op.add_column(
        "year_key", sa.Column("restored", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("portal", sa.Column("approved", sa.String(length=32), nullable=True))
    op.add_column(
        "sweep",
        sa.Column("realm", sa.String(length=100), server_default=sa.text("''"), nullable=False),
    )
    installation = op.create_table(
        "installation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "journal",
        sa.Column("nr", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("nr", name=op.f("pk_journal")),
    )
    connection = op.get_bind()
    was_used = connection.execute(
        sa.text("SELECT 1 FROM portal UNION SELECT 1 FROM year_key")
    ).first()
    new = context.config.attributes.get("installation") or secrets.token_hex(16)
    connection.execute(installation.insert().values(id="" if was_used else new))
    connection.execute(sa.text("UPDATE portal SET approved = ''"))
