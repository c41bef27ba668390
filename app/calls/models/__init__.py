"""Tables of budget calls: calls with their extensions and criteria, briefs with their money, scores and changes of rank."""

from app.calls.models.briefs import BriefAmount, Submission
from app.calls.models.calls import Call, Criterion, Extension
from app.calls.models.scores import RankChange, Score

__all__ = ["BriefAmount", "Call", "Criterion", "Extension", "RankChange", "Score", "Submission"]
