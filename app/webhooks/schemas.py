"""What a position sends: where another office wants to be told of which layer."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from app.webhooks.rules import MOST_TITLE, MOST_URL

Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_TITLE, pattern=r"^[^\x00]+$")
]
Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_URL, pattern=r"^[!-~]+$")]


class WebhookIn(BaseModel):
    """``url`` is asked by POST over HTTPS; ``layer`` is a public one."""

    model_config = ConfigDict(extra="forbid")

    title: Title
    url: Url
    layer: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
