"""The demo province."""

from app.core.authority import OPERATOR
from app.core.settings import Settings
from app.core.terminal import progress, tell, tell_counts, written
from app.demo.commands import load_demo, remove_demo
from app.terminal.accounts import give_demo_accounts, show_demo_accounts
from app.terminal.group import group

commands = group("จังหวัดตัวอย่าง · The demo province")


@commands.command()
def load() -> None:
    """ใส่จังหวัดตัวอย่าง 99 สมมุติบุรี ทุกแถวมีเครื่องหมายว่าเป็นข้อมูลสมมุติ

    Load the demo province 99; every row is marked synthetic.
    """
    settings = Settings.load()
    with written(settings) as session:
        tell_counts("ใส่แล้ว", "Loaded", load_demo(session, by=OPERATOR, progress=progress, files=settings.files))
        given = give_demo_accounts(session)
    show_demo_accounts(given)


@commands.command()
def accounts() -> None:
    """สร้างบัญชีสาธิตใหม่ พร้อมรหัสผ่านใหม่ที่แสดงครั้งเดียว

    Make the demonstration's accounts anew, with new passwords that are shown once.
    """
    with written(Settings.load()) as session:
        given = give_demo_accounts(session)
    show_demo_accounts(given)
    if not given:
        tell("ไม่มีผู้ดำรงตำแหน่งสมมุติ: ใส่ข้อมูลสาธิตก่อน", "No invented holder of a position: load the demonstration first.")


@commands.command()
def remove() -> None:
    """ถอดเฉพาะข้อมูลสมมุติ ข้อมูลจริงไม่ถูกแตะต้อง

    Remove exactly the synthetic rows; real rows are untouched.
    """
    settings = Settings.load()
    with written(settings) as session:
        tell_counts("ถอดแล้ว", "Removed", remove_demo(session, by=OPERATOR, files=settings.files))
