from alembic import op

revision = "0001"


def upgrade():
    op.execute("CREATE TABLE parcels (id int)")
