"""What a run of a statement may spend, how it ends, who finds a saved query, and what PostgreSQL's refusals mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.core.authority import Resource
from gis.access import Read
from gis.layer import Text

PROVINCE = Resource(organization="", area="", class_=Read.INTERNAL)
"""What is internal in the whole province: no list of organisations or areas holds it, only a scope without limits does."""
MOST_LETTERS, MOST_TITLE, MOST_SAVED, MOST_RUNS = 20_000, 120, 100, 10
"""Letters of a statement and of a title; saved queries and kept runs of a position."""
AT_ONCE = 3
"""So many statements run at once in the whole service, and one of each position."""
PAGE = 100
WORD = re.compile(r"[\w.\"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+|.", re.DOTALL)
"""A word of SQL; vowels and tone marks of Thai are no letters to ``re``."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may spend: seconds, rows, and bytes as they come from the server."""

    seconds: float = 20
    rows: int = 10_000
    bytes: int = 8 << 20


class State(StrEnum):
    """How a run stands (สถานะการสอบถาม)."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"


class Cut(StrEnum):
    """Why an answer is not whole."""

    ROWS = "rows"
    BYTES = "bytes"


class Sharing(StrEnum):
    """Who finds a saved query beside the position that keeps it (ขอบเขตการแบ่งปัน)."""

    OWN = "own"
    ORGANISATION = "organisation"
    ANALYSTS = "analysts"


SHARINGS = {
    Sharing.OWN: Text(th="เฉพาะตำแหน่งนี้", en="This position only"),
    Sharing.ORGANISATION: Text(th="ผู้มีอำนาจสอบถามในหน่วยงานเดียวกัน", en="Who may query, in the same organisation"),
    Sharing.ANALYSTS: Text(th="ทุกตำแหน่งที่มีอำนาจสอบถาม", en="Every position that may query"),
}
STATES = {
    State.RUNNING: Text(th="กำลังทำงาน", en="running"),
    State.DONE: Text(th="สำเร็จ", en="done"),
    State.REFUSED: Text(th="ถูกปฏิเสธ", en="refused"),
    State.STOPPED: Text(th="หยุดกลางคัน", en="stopped"),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a statement was not answered; ``at`` is the letter of the statement that is meant, counted from 1."""

    th: str
    en: str
    at: int | None = None
    is_stop: bool = False


NO_ROWS = Refusal(
    "ที่นี่ตอบเฉพาะคำสั่งที่ให้ผลเป็นตาราง ได้แก่ SELECT WITH VALUES TABLE EXPLAIN และ SHOW คำสั่งนี้จึงไม่ถูกเรียกใช้",
    "Only statements that give a table are answered here (SELECT, WITH, VALUES, TABLE, EXPLAIN, SHOW); this was not run.",
)
PARAMETERS = Refusal(
    "คำสั่งมีตัวแปร $1 ซึ่งที่นี่ไม่มีค่าให้: เขียนค่าลงในคำสั่ง",
    "The statement has parameters such as $1, for which there are no values here: write the values into it.",
)
STOPPED = Refusal("หยุดตามที่ขอ", "Stopped as asked.", is_stop=True)
LOST = Refusal(
    "ระบบหยุดทำงานก่อนได้คำตอบ เรียกใช้อีกครั้ง", "The service ended before the answer came; run it again.", is_stop=True
)
ONE_ONLY = Text(
    th="เรียกได้ครั้งละหนึ่งคำสั่ง: ตัดคำสั่งหลังเครื่องหมาย ; ออก",
    en="One statement at a time: take out what follows the semicolon.",
)


def too_long(limits: Limits) -> Refusal:
    """The time of a run is over."""
    return Refusal(
        f"ใช้เวลาเกิน {limits.seconds:g} วินาที: เพิ่มเงื่อนไข WHERE หรือสรุปผลด้วย GROUP BY",
        f"It took more than {limits.seconds:g} seconds: narrow it by WHERE, or sum it up by GROUP BY.",
        is_stop=True,
    )


MEANINGS: dict[str, Text] = {
    "42601": Text(th="ไวยากรณ์ SQL ผิด", en="The SQL is not well formed"),
    "42P01": Text(
        th="ไม่มีตารางหรือวิวชื่อนี้ ดูชื่อที่ใช้ได้ในรายการวิว", en="There is no such view; those there are stand in the list of views"
    ),
    "42703": Text(th="ไม่มีคอลัมน์ชื่อนี้", en="There is no such column"),
    "42702": Text(th="ชื่อคอลัมน์กำกวม ระบุชื่อวิวนำหน้า", en="The column may be of several views; name its view"),
    "42883": Text(th="ไม่มีฟังก์ชันนี้สำหรับชนิดข้อมูลที่ให้", en="There is no such function for these types"),
    "42803": Text(th="คอลัมน์ต้องอยู่ใน GROUP BY หรือในฟังก์ชันสรุป", en="A column must be in GROUP BY or in an aggregate"),
    "42804": Text(th="ชนิดข้อมูลไม่ตรงกัน", en="The types do not agree"),
    "42501": Text(
        th="บทบาทผู้วิเคราะห์ไม่มีสิทธิ์ อ่านได้เฉพาะวิวในรายการ และเรียกได้เฉพาะฟังก์ชันที่ไม่เปลี่ยนแปลงสิ่งใด",
        en="The analyst's role may not: it reads the listed views only, and calls only functions that change nothing",
    ),
    "25006": Text(th="อ่านได้อย่างเดียว คำสั่งนี้จะเขียนข้อมูล", en="This is for reading only; the statement would write"),
    "22012": Text(th="หารด้วยศูนย์: ใช้ NULLIF(ตัวหาร, 0)", en="Division by zero: use NULLIF(divisor, 0)"),
    "22P02": Text(th="ค่านี้แปลงเป็นชนิดที่ต้องการไม่ได้", en="A value cannot be read as that type"),
    "53400": Text(
        th="ใช้ที่ทำงานชั่วคราวเกินกำหนด ลดขนาดข้อมูลก่อนเรียงหรือรวม", en="It needs more temporary space than is given"
    ),
    "53200": Text(th="หน่วยความจำไม่พอ ลดขนาดข้อมูลก่อนเรียงหรือรวม", en="There is not enough memory for it"),
    "55P03": Text(th="ข้อมูลถูกล็อกอยู่ ลองใหม่อีกครั้ง", en="What is read is locked at the moment; try again"),
}
"""What the codes of PostgreSQL (SQLSTATE) mean to an analyst."""
OTHERWISE = Text(th="ฐานข้อมูลปฏิเสธคำสั่งนี้", en="The database refuses this statement")
CANCELLED, MANY_COMMANDS = "57014", "multiple commands"


def refusal(code: str, said: str, *, hint: str | None = None, at: int | None = None) -> Refusal:
    """What PostgreSQL refused, in both languages, with what it said itself.

    >>> refusal("42703", 'column "x" does not exist', at=8).en
    'There is no such column: column "x" does not exist'
    """
    if MANY_COMMANDS in said:
        return Refusal(ONE_ONLY.th, ONE_ONLY.en)
    meaning = MEANINGS.get(code, OTHERWISE)
    told = f"{said} ({hint})" if hint else said
    return Refusal(f"{meaning.th}: {told}", f"{meaning.en}: {told}", at)


def marked(statement: str, at: int | None) -> tuple[str, str, str]:
    """The statement before, at and after the word that is meant; nothing is, at its end.

    >>> marked("SELECT nme FROM projects", 8)
    ('SELECT ', 'nme', ' FROM projects')
    >>> marked("SELECT", 7)
    ('SELECT', '', '')
    """
    if at is None:
        return statement, "", ""
    found = WORD.match(statement, at - 1)
    end = found.end() if found else len(statement)
    return statement[: at - 1], statement[at - 1 : end], statement[end:]


def line_of(statement: str, at: int) -> int:
    """The line, from 1, in which a letter stands.

    >>> line_of("SELECT a\\nFROM b", 15)
    2
    """
    return statement.count("\n", 0, at - 1) + 1
