"""TO BE WRITTEN"""

import sqlalchemy as sa
from alembic import op

revision = "0014_slack"
down_revision = "0013_webhooks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
