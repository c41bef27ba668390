"""Tables of budget calls: calls, extensions, criteria, briefs with their money, scores, changes of rank; and their past."""

from app.calls.models.briefs import BriefAmount, Submission
from app.calls.models.calls import Call, Criterion, Extension
from app.calls.models.past import Past
from app.calls.models.scores import RankChange, Score

__all__ = ["BriefAmount", "Call", "Criterion", "Extension", "Past", "RankChange", "Score", "Submission"]
