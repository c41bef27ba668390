"""The parts of a layer file that know nothing of layers: strictness, texts in two languages, and what catalogues are told."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]


class Part(BaseModel):
    """Any part of a layer file: frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Part):
    """A text for people, Thai first."""

    th: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, lang: str) -> str:
        return self.en if lang == "en" else self.th


class Metadata(Part):
    """The fourteen required fields of the Government Data Catalog (GD Catalog, สสช./สพร.), its names in both languages."""

    title: Text
    notes: Text
    group: str
    data_type: str = "ข้อมูลภูมิสารสนเทศเชิงพื้นที่"
    owner_org: Text
    maintainer: Text
    maintainer_email: str
    tags: tuple[str, ...] = Field(min_length=1)
    objective: tuple[str, ...] = ("พันธกิจหน่วยงาน",)
    update_frequency_unit: str
    update_frequency_interval: int = 1
    geo_coverage: str
    data_source: Text
    data_format: tuple[str, ...] = ("GeoJSON", "CSV", "MVT")
    data_category: str | None = None
    license_id: str
