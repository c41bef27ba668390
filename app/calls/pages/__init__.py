"""Pages of budget calls."""

from fastapi import APIRouter

from app.calls.pages import filing, managing, reading, screening

router = APIRouter()
for each in (managing, filing, screening, reading):
    router.include_router(each.router)
