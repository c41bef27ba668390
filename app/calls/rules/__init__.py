"""What is true of budget calls without a database."""

from app.calls.rules.calls import CallState, SubmissionState

__all__ = ["CallState", "SubmissionState"]
