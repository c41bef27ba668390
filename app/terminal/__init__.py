"""The commands of the service by their noun; ``./phaen`` sets the machine up and then calls these (คำสั่งที่เทอร์มินัล)."""

from functools import partial

from app.core.authority import OPERATOR
from app.core.terminal import FURNISHED
from app.indicators.commands.standard import seed_indicators
from app.monitoring.commands.standard import seed_monitoring
from app.organizations.commands.standard import seed_standard
from app.plans.commands.standard import seed_frames

SEEDS = (seed_standard, seed_frames, seed_indicators, seed_monitoring)
FURNISHED[:] = [partial(furnish, by=OPERATOR) for furnish in SEEDS]
