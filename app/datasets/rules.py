"""What is true of datasets without a database: their geometry, where a feature lies, and how their class changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import shapely
from shapely.geometry.base import BaseGeometry

from app.core.errors import Invalid
from gis.access import ABOUT_PERSONS, BELOW, Read, joined
from gis.layer import Text

ANY_GEOMETRY = "Geometry"
METRES_PER_DEGREE = 111_195.0
_COLLECTIONS: Mapping[str, Callable[..., BaseGeometry]] = {
    "Point": shapely.multipoints, "LineString": shapely.multilinestrings, "Polygon": shapely.multipolygons,
}  # fmt: skip


WRITABLE = frozenset({"facilities", "flood_zones", "rivers", "roads", "vulnerable_households"})
"""The layers that show the features of the dataset of the same name as they are: what is written to one is written to it."""
DERIVED = frozenset({"id", "area_code", "is_synthetic", "class", "agency"})
"""What a layer tells of a feature that nobody writes: it follows from the shape and from who wrote it."""


FEATURE = "feature"
"""What the log calls the kind of a feature."""


def named_in_log(dataset_id: str, feature_id: int) -> str:
    """What the log calls a feature by."""
    return f"{dataset_id}/{feature_id}"


class ChangeState(StrEnum):
    """Where a change of class stands (สถานะการเปลี่ยนชั้นความลับ).

    ``raised``: it took effect at once, because nobody sees more by it. All but ``proposed`` are final.
    """

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    RAISED = "raised"


def needs_another_person(before: Read, after: Read) -> bool:
    """Whether somebody could see after the change what he could not before it."""
    return before not in BELOW[after]


def reclassed(feature: Read, before: Read, after: Read) -> Read:
    """The class of a feature when its dataset goes from one class to another.

    What was restricted more than its dataset stays so; nothing is ever left below its dataset.
    """
    return after if feature is before else joined(feature, after)


def stored_class(dataset: Read, named: Read | None) -> Read:
    """The class of a new feature: never below that of its dataset, or one person alone could publish."""
    return joined(dataset, named or dataset)


def refuse_without_purpose(class_: Read, purpose: str | None) -> None:
    """Raise Invalid when data about persons have no purpose (PDPA B.E. 2562, sections 21 and 39)."""
    if class_ in ABOUT_PERSONS and purpose is None:
        raise Invalid("ข้อมูลส่วนบุคคลต้องระบุวัตถุประสงค์การใช้ก่อน", "Personal data need a purpose first.", place="purpose")


def fitted(geom: BaseGeometry, geometry_type: str, place: str) -> BaseGeometry:
    """The geometry as a dataset of this type stores it: in two dimensions, and multi where the type is.

    Raises Invalid, naming `place`, when it is empty, invalid, outside the globe, or of another type.
    """
    flat = shapely.force_2d(geom)
    refuse_damaged(flat, place)
    if geometry_type in (ANY_GEOMETRY, flat.geom_type):
        return flat
    if geometry_type == f"Multi{flat.geom_type}":
        return _COLLECTIONS[flat.geom_type]([flat])
    raise Invalid(
        f"{place}: เป็น {flat.geom_type} แต่ชุดข้อมูลนี้เก็บ {geometry_type} แยกไฟล์ตามชนิดรูปร่างแล้วนำเข้าใหม่",
        f"{place}: a {flat.geom_type}, but this dataset holds {geometry_type}; divide the file by geometry type.",
        place=place,
    )


def refuse_damaged(geom: BaseGeometry, place: str) -> None:
    """Raise Invalid when a geometry is empty, invalid, or not in degrees of longitude and latitude."""
    if geom.is_empty or not geom.is_valid:
        raise Invalid(
            f"{place}: รูปร่างว่างหรือไม่ถูกต้อง ({shapely.is_valid_reason(geom)}) แก้ที่ต้นทางแล้วนำเข้าใหม่",
            f"{place}: the geometry is empty or invalid ({shapely.is_valid_reason(geom)}); mend it at the source.",
            place=place,
        )
    west, south, east, north = geom.bounds
    if west < -180 or south < -90 or east > 180 or north > 90:
        raise Invalid(
            f"{place}: พิกัดไม่ใช่ลองจิจูดและละติจูด ระบุระบบพิกัดของไฟล์แล้วนำเข้าใหม่",
            f"{place}: the coordinates are not longitude and latitude; name the coordinate system of the file.",
            place=place,
        )


class Locator:
    """Finds in which areas a geometry lies and how much of it in each. All geometries are EPSG:4326."""

    def __init__(self, areas: Mapping[str, BaseGeometry]) -> None:
        self._codes = sorted(areas)
        self._areas = [areas[code] for code in self._codes]
        shapely.prepare(self._areas)
        self._tree = shapely.STRtree(self._areas)

    def weights(self, geom: BaseGeometry) -> dict[str, float]:
        """How much of the geometry lies in each area: points, metres or square metres, by its dimension.

        Measured on a plane that touches the earth at the geometry's middle latitude, where shares are true to 1 in
        10,000 for anything not larger than a province. Inside one area alone the weight is 1. What lies in no area is not
        counted.
        """
        touched = sorted(self._tree.query(geom, predicate="intersects").tolist())
        if len(touched) == 1 and shapely.covers(self._areas[touched[0]], geom):
            return {self._codes[touched[0]]: 1.0}
        dimension, middle = shapely.get_dimensions(geom), shapely.get_y(shapely.centroid(geom))
        parts = {self._codes[area]: shapely.intersection(self._areas[area], geom) for area in touched}
        # to the millimetre, so that equal parts are equal in spite of floating point
        sizes = {code: round(_size(part, int(dimension), float(middle)), 3) for code, part in parts.items()}
        return {code: size for code, size in sizes.items() if size > 0}

    def main_area(self, geom: BaseGeometry) -> str | None:
        """The area that holds most of the geometry, of equal ones the lowest code; None outside all."""
        weights = self.weights(geom)
        return min(weights, key=lambda code: (-weights[code], code)) if weights else None


def _size(part: BaseGeometry, dimension: int, latitude: float) -> float:
    """Count, length or area of the parts that have the dimension asked for."""
    if dimension == 0:
        return float(shapely.get_num_coordinates(part))
    narrow = [METRES_PER_DEGREE * math.cos(math.radians(latitude)), METRES_PER_DEGREE]
    flat = shapely.transform(part, lambda degrees: degrees * narrow)
    if dimension == 2:
        return float(flat.area)
    lines = [piece for piece in shapely.get_parts(flat) if shapely.get_dimensions(piece) == 1]
    return float(sum(line.length for line in lines))


@dataclass(frozen=True, slots=True)
class ClassWords:
    """What people are told of a class: its name, its mark, what it means, on which law it rests, who may see it."""

    name: Text
    shape: str
    colour: str
    meaning: Text
    law: Text
    seen_by: Text


CLASSES: dict[Read, ClassWords] = {
    Read.PUBLIC: ClassWords(
        Text(th="เปิดเผย", en="Public"), "circle", "#0e7c66",
        Text(th="ทุกคนดูและนำไปใช้ต่อได้", en="Everybody may see and reuse it."),
        Text(
            th="พ.ร.บ. ข้อมูลข่าวสารของราชการ พ.ศ. 2540 มาตรา 7 และ 9 · มาตรฐาน สพร. ม 1/2565 ชั้นเปิดเผย",
            en="Official Information Act B.E. 2540, sections 7 and 9 · DGA standard ม 1/2565: open",
        ),
        Text(th="ทุกคน ไม่ต้องเข้าระบบ", en="Everybody, without signing in"),
    ),
    Read.INTERNAL: ClassWords(
        Text(th="ใช้ภายใน", en="Internal"), "ring", "#0b5cad",
        Text(th="ใช้ในราชการของจังหวัด ยังไม่เผยแพร่", en="For the work of the province; not published yet."),
        Text(
            th="พ.ร.บ. ข้อมูลข่าวสารของราชการ พ.ศ. 2540 มาตรา 15 · มาตรฐาน สพร. ม 1/2565 ชั้นเผยแพร่ภายในองค์กร",
            en="Official Information Act B.E. 2540, section 15 · DGA standard ม 1/2565: within the organisation",
        ),
        Text(th="ตำแหน่งในขอบเขตหน่วยงานและพื้นที่", en="Positions within their organisations and areas"),
    ),
    Read.PERSONAL: ClassWords(
        Text(th="ส่วนบุคคล", en="Personal"), "diamond", "#7559a6",
        Text(th="รู้ตัวบุคคลได้ ใช้ได้ตามวัตถุประสงค์ที่อนุญาตเท่านั้น", en="Persons can be known by it; for its purpose only."),
        Text(
            th="พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 มาตรา 21, 24, 26 และ 39"
            " · พ.ร.บ. ข้อมูลข่าวสารของราชการ พ.ศ. 2540 หมวด 3",
            en="Personal Data Protection Act B.E. 2562, sections 21, 24, 26 and 39"
            " · Official Information Act B.E. 2540, chapter 3",
        ),
        Text(th="ตำแหน่งที่เข้าถึงชั้นนี้ และได้รับอนุญาตตามวัตถุประสงค์ของชุดข้อมูล",
             en="Positions cleared for it that hold the dataset's purpose"),
    ),
    Read.CONFIDENTIAL: ClassWords(
        Text(th="ลับ", en="Confidential"), "square", "#a50026",
        Text(th="เปิดเผยแล้วเสียหายแก่ราชการ", en="Its disclosure would harm the state."),
        Text(
            th="พ.ร.บ. ข้อมูลข่าวสารของราชการ พ.ศ. 2540 มาตรา 14 และ 15"
            " · ระเบียบว่าด้วยการรักษาความลับของทางราชการ พ.ศ. 2544 ชั้นลับ",
            en="Official Information Act B.E. 2540, sections 14 and 15"
            " · Rule on Maintenance of Official Secrets B.E. 2544: confidential",
        ),
        Text(th="ตำแหน่งที่เข้าถึงชั้นลับ", en="Positions cleared for it"),
    ),
    Read.PERSONAL_CONFIDENTIAL: ClassWords(
        Text(th="ส่วนบุคคลและลับ", en="Personal and confidential"), "cross", "#1b1f24",
        Text(th="ทั้งรู้ตัวบุคคลได้และเป็นความลับ", en="Persons can be known by it, and it is confidential."),
        Text(th="กฎหมายของทั้งสองชั้น", en="The laws of both classes"),
        Text(th="ตำแหน่งที่เข้าถึงทั้งสองชั้น และได้รับอนุญาตตามวัตถุประสงค์", en="Positions cleared for both that hold the purpose"),
    ),
}  # fmt: skip
STATES: dict[ChangeState, Text] = {
    ChangeState.PROPOSED: Text(th="รอผู้อนุมัติ", en="Waits for approval"),
    ChangeState.APPROVED: Text(th="อนุมัติแล้ว", en="Approved"),
    ChangeState.REJECTED: Text(th="ไม่อนุมัติ", en="Rejected"),
    ChangeState.WITHDRAWN: Text(th="ถอนเรื่อง", en="Withdrawn"),
    ChangeState.RAISED: Text(th="ยกชั้นขึ้น มีผลทันที", en="Raised, at once"),
}
