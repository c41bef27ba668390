"""Permissions of the thread: who screens, decides, carries out, records money, reports and inspects."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEFORE = (
    "'area.import', 'dataset.define', 'dataset.load', 'dataset.classify', 'dataset.publish', 'indicator.define',"
    " 'observation.record', 'project.register', 'expense.approve', 'meeting.record', 'plan.draft', 'plan.approve',"
    " 'organization.edit', 'appointment.order', 'delegation.order', 'role.grant', 'person.erase', 'account.administer',"
    " 'key.administer', 'audit.read', 'demo.load'"
)
NEW = (
    "project.screen", "project.decide", "project.carry_out", "project.accept", "call.manage", "budget.record",
    "budget.approve", "progress.report", "asset.inspect",
)  # fmt: skip
OF_PERMISSIONS = ("organizations.role_permission", "organizations.delegated_permission", "accounts.second_factor_rule")


def upgrade() -> None:
    permitted(f"{BEFORE}, {', '.join(repr(each) for each in NEW)}")


def downgrade() -> None:
    for table in OF_PERMISSIONS:
        op.execute(f"DELETE FROM {table} WHERE permission IN ({', '.join(repr(each) for each in NEW)})")
    permitted(BEFORE)


def permitted(permissions: str) -> None:
    """The permissions that tables know."""
    for table in OF_PERMISSIONS:
        schema, _, name = table.partition(".")
        op.drop_constraint(op.f(f"ck_{name}_permission_known"), name, schema=schema)
        op.create_check_constraint(
            op.f(f"ck_{name}_permission_known"), name, f"permission IN ({permissions})", schema=schema
        )
