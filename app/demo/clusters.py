"""The invented cluster: two neighbours that do not exist, led by the invented province, and what they told of a year."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.core.authority import Acting
from app.core.money import Unit
from app.demo.province import CODE as AREA
from app.plans.commands.clusters import add_cluster, add_member, bring_list
from app.plans.imports import read_list
from app.plans.schemas import ClusterIn, ListOf, MemberIn

CLUSTER = ClusterIn(
    code="demo-cluster", name_th="กลุ่มจังหวัดสมมุติตอนบน", name_en="Upper Sommut Cluster",
    source="ข้อมูลสมมุติ ไม่ใช่กลุ่มจังหวัดจริง",
)  # fmt: skip
SINCE = date(2017, 11, 20)
NEIGHBOURS = ("98", "97")
YEAR = 2569
HEAD = "รหัสโครงการ,ชื่อโครงการ,หน่วยงาน,งบประมาณ,รหัสพื้นที่\n"
LISTS = {
    AREA: "99-C1,พัฒนาเส้นทางท่องเที่ยวเชื่อมสามจังหวัด ช่วงสมมุติบุรี,สำนักงานการท่องเที่ยวและกีฬาจังหวัด,18.5,9901\n"
          "99-C2,ศูนย์รวบรวมและกระจายสินค้าเกษตรของกลุ่ม,สำนักงานพาณิชย์จังหวัด,24,9902\n",
    "98": "98-01,พัฒนาเส้นทางท่องเที่ยวเชื่อมสามจังหวัด ช่วงทดลองนคร,แขวงทางหลวง,21.25,9801\n"
          "98-02,ยกระดับมาตรฐานสินค้าเกษตรแปรรูป,สำนักงานอุตสาหกรรมจังหวัด,9.8,\n",
    "97": "97-01,ปรับปรุงท่าเรือและจุดพักนักท่องเที่ยว,องค์การบริหารส่วนจังหวัด,12.4,9703\n",
}  # fmt: skip
"""Amounts in million baht."""


def load_cluster(session: Session, *, by: Acting) -> dict[str, int]:
    """Write the cluster, its provinces and their lists; counts by kind."""
    add_cluster(session, by=by, given=CLUSTER, is_synthetic=True)
    for province in (AREA, *NEIGHBOURS):
        member = MemberIn(province_code=province, is_lead=province == AREA, valid_from=SINCE)
        add_member(session, by=by, code=CLUSTER.code, given=member)
    told = 0
    for province, rows in LISTS.items():
        of = ListOf(province_code=province, fiscal_year=YEAR)
        told += bring_list(session, by=by, code=CLUSTER.code, of=of, items=read_list(HEAD + rows, Unit.MILLION))
    return {"clusters": 1, "cluster_items": told}
