"""TO BE WRITTEN"""

import sqlalchemy as sa
from alembic import op

revision = "0012_conversation"
down_revision = "0011_language"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
