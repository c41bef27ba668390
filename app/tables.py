"""All tables of the service in one import, for alembic and for the test that compares them with the database."""

from app.accounts import models as accounts
from app.budgets import models as budgets
from app.calls import models as calls
from app.core import audit, keys, lineage, sealing, versions
from app.core.database import Base
from app.datasets import models as datasets
from app.exports import models as exports
from app.feeds import models as feeds
from app.indicators import models as indicators
from app.maps.saved import models as saved_maps
from app.meetings import models as meetings
from app.monitoring import models as monitoring
from app.organizations import models as organizations
from app.places import models as places
from app.plans import models as plans
from app.projects import models as projects
from app.queries import models as queries
from app.snapshots import models as snapshots
from app.webhooks import models as webhooks

metadata = Base.metadata
modules = (
    audit,
    keys,
    lineage,
    sealing,
    versions,
    places,
    organizations,
    meetings,
    accounts,
    datasets,
    plans,
    indicators,
    projects,
    budgets,
    calls,
    monitoring,
    queries,
    exports,
    snapshots,
    feeds,
    saved_maps,
    webhooks,
)
