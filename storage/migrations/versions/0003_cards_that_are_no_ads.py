"""What became of a sweep's cards that are no ads of their own, and of numbers kept back."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""
    for name in ("excluded", "duplicates", "hidden"):
        op.add_column("sweep", sa.Column(name, sa.Integer(), nullable=True))
