"""What is true of projects without a database: states and steps, shares and places, what a dossier needs."""

from app.projects.rules.dossier import Kind, LinkRole, Sector
from app.projects.rules.shares import (
    WHOLE_PPM,
    Precision,
    Role,
    largest_remainder,
    main_area,
    shares,
    site_shares,
)
from app.projects.rules.states import PROPOSED, STEPS, TRANSITIONS, State, class_of

__all__ = [
    "PROPOSED",
    "STEPS",
    "TRANSITIONS",
    "WHOLE_PPM",
    "Kind",
    "LinkRole",
    "Precision",
    "Role",
    "Sector",
    "State",
    "class_of",
    "largest_remainder",
    "main_area",
    "shares",
    "site_shares",
]
