"""Pages of monitoring."""

from __future__ import annotations

from fastapi import APIRouter

from app.monitoring.pages import assets, calendar, planning, reading, reporting

router = APIRouter()
for module in (reading, reporting, planning, assets, calendar):
    router.include_router(module.router)
