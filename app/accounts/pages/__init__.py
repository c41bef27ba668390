"""The pages of accounts."""

from fastapi import APIRouter

from app.accounts.pages import administration, channels, openid, own, signing

router = APIRouter()
for part in (signing, own, openid, channels, administration):
    router.include_router(part.router)
"""In this order: the last takes any word as an account's id."""
