"""The minutes of a screening, in the formal words of a committee: generated from the result, to be copied or taken away."""

from __future__ import annotations

from app.budgets.rules import Tier
from app.calls.models import Call
from app.calls.papers import Block, Column, Paper, Paragraph, Table, summed
from app.calls.queries.ranking import Ranking, Row
from app.core.money import written_money

FOOT = "ร่างรายงานการประชุม สร้างจากผลการกลั่นกรองในระบบ โปรดตรวจก่อนรับรอง"


def minutes(call: Call, told: Ranking, cited: str | None) -> Paper:
    """What the committee considered, by which criteria, what it ranked, where the line lies, and what it resolved."""
    criteria = ", ".join(f"{one.title_th} ร้อยละ {one.weight}" for one in told.criteria)
    inside, above, without = told.side(Tier.Y1), told.side(Tier.Y2), told.side(None)
    blocks: list[Block] = [
        Paragraph(f"เรื่อง การกลั่นกรองและจัดลำดับความสำคัญโครงการตามคำของบประมาณ {call.title_th}"),
        Paragraph(
            f"ฝ่ายเลขานุการรายงานว่า มีหน่วยงานเสนอโครงการเพื่อขอรับงบประมาณประจำปีงบประมาณ พ.ศ. {call.fiscal_year} "
            f"จำนวน {told.whole.count} โครงการ วงเงินรวม {written_money(told.whole.satang)} บาท "
            f"ภายใต้กรอบวงเงิน {written_money(told.ceiling)} บาท และคณะกรรมการได้ให้คะแนนตามเกณฑ์ ดังนี้ {criteria}"
        ),
        Paragraph("ที่ประชุมพิจารณาแล้วจัดลำดับความสำคัญ ดังนี้"),
        _list(told),
        *[Paragraph(line) for line in _changes(told)],
        *[Paragraph(line) for line in _unsupported(told)],
        Paragraph(
            f"มติที่ประชุม เห็นชอบโครงการในกรอบวงเงิน (Y1) จำนวน {inside.count} โครงการ "
            f"วงเงิน {written_money(inside.satang)} บาท โครงการเกินกรอบวงเงินที่มีความเหมาะสม (Y2) จำนวน {above.count} โครงการ "
            f"วงเงิน {written_money(above.satang)} บาท และไม่สนับสนุนหรือยังไม่จัดลำดับ จำนวน {without.count} โครงการ "
            f"วงเงิน {written_money(without.satang)} บาท" + (f" ({cited})" if cited else " (รอมติ)")
        ),
    ]
    return Paper("รายงานผลการพิจารณาของคณะกรรมการ", FOOT, blocks)


def as_text(paper: Paper) -> str:
    """The same as plain text, to be copied."""
    lines = [paper.title, ""]
    for block in paper.blocks:
        if isinstance(block, Table):
            lines += ["   ".join(str(cell) if not isinstance(cell, int) else written_money(cell) for cell in row)
                      for row in block.rows]  # fmt: skip
        else:
            lines.append(block.text)
        lines.append("")
    return "\n".join(lines).strip() + "\n"


def _list(told: Ranking) -> Table:
    columns = [Column("ลำดับ", 5), Column("โครงการ", 26), Column("หน่วยงาน", 16), Column("คะแนน", 7),
               Column("วงเงิน (บาท)", 12, is_amount=True), Column("ผล", 6)]  # fmt: skip
    rows = [
        [str(row.brief.rank), f"{row.project.title_th} ({row.project.reference})", row.owner.name_th, shown(row),
         row.requested, row.tier.value]
        for row in told.rows if row.tier is not None
    ]  # fmt: skip
    return Table(columns, rows, summed(columns, rows, "รวม"))


def shown(row: Row) -> str:
    """A total as it is written: two decimals, the exact value decides."""
    return "–" if row.total is None else f"{float(row.total):.2f}"


def _changes(told: Ranking) -> list[str]:
    by_id = {row.brief.id: row for row in told.rows}
    return [
        f"ปรับลำดับโครงการ {by_id[one.submission_id].project.title_th} จากลำดับที่ {one.from_rank} เป็นลำดับที่ {one.to_rank} "
        f"เนื่องจาก{one.reason}"
        for one in told.changes if one.submission_id in by_id
    ]  # fmt: skip


def _unsupported(told: Ranking) -> list[str]:
    return [
        f"ไม่สนับสนุนโครงการ {row.project.title_th} เนื่องจาก{row.brief.reason}"
        for row in told.rows if row.tier is None and row.brief.reason
    ]  # fmt: skip
