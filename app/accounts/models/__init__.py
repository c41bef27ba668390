"""Tables of accounts: who signs in, in which session, and which keys open the data to other offices."""

from app.accounts.models.access import ApiKey, Channel, ChannelUsage
from app.accounts.models.people import Account, Attempt, RecoveryCode, SecondFactorRule, UserSession

__all__ = [
    "Account",
    "ApiKey",
    "Attempt",
    "Channel",
    "ChannelUsage",
    "RecoveryCode",
    "SecondFactorRule",
    "UserSession",
]
