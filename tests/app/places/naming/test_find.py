"""What a title names, on sentences made for the purpose; the answers can be read off the gazetteer of the test."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.places.naming import Mention, Places, Verdict, find
from app.places.rules import Level
from tests.app.places.naming.gazetteers import small

GAZETTEER = small()


def only(places: Places) -> Mention:
    (mention,) = places.mentions
    return mention


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("ก่อสร้างถนน ตำบลแม่สา อำเภอแม่ริม จังหวัดเชียงใหม่ ยาว 2 กม.", ["500705"]),
        ("ก่อสร้างถนน ต.แม่สา และ ต.ริมใต้ อ.แม่ริม จ.เชียงใหม่", ["500701", "500705"]),
        ("ขุดลอก ต. แม่สา อ. แม่ริม", ["500705"]),
        ("ขุดลอกลำเหมืองต.แม่สาอ.แม่ริมจ.เชียงใหม่", ["500705"]),
        ("ตำบลแม่สา, ริมใต้ และริมเหนือ อำเภอแม่ริม", ["500701", "500702", "500705"]),
        ("ตำบลแม่สา - ตำบลริมใต้ อำเภอแม่ริม", ["500701", "500705"]),
        ("ตำบลแม่แฝกใหม่ อำเภอสันทราย", ["501405"]),
        ("ตำบลแม่แฝก ใหม่ อำเภอสันทราย", ["501405"]),
        ("ตำบลแม่แฝกและตำบลหนองหาร อำเภอสันทราย", ["501403", "501404"]),
        ("หมู่ที่ 1,3,5-7 ตำบลแม่สา อำเภอแม่ริม", ["50070501", "50070503", "50070505", "50070506", "50070507"]),
        ("ม.4 ต.แม่สา อ.แม่ริม", ["50070504"]),
        ("หมู่ ๔ ตําบลแม่สา อําเภอแม่ริม", ["50070504"]),
        ("บ้านดอนแก้ว ตำบลแม่สา อำเภอแม่ริม", ["50070505"]),
        ("บ้านอื่น หมู่ที่ 5 ตำบลแม่สา อำเภอแม่ริม", ["50070505"]),
        ("ต าบลแม่สา อ าเภอแม่ริม จังหวัดเชียงใหม่", ["500705"]),
        ("ตำ บล แม่สา อำเภอ แม่ ริม จัง หวัด เชียง ใหม่", ["500705"]),
        ("ตำบลเเม่สา อำเภอเเม่ริม", ["500705"]),
        ("ตำบลศรีภูมิ อำเภอเมือง จังหวัดเชียงใหม่", ["500101"]),
        ("ตำบลศรีภูมิ อำเภอเมือง เชียงใหม่ จังหวัดเชียงใหม่", ["500101"]),
        ("ตำบลในเมือง อำเภอเมืองลำพูน", ["510101"]),
        ("อำเภอแม่ริม และอำเภอสันทราย จังหวัดเชียงใหม่", ["5007", "5014"]),
        ("จังหวัดเชียงใหม่ และลำพูน", ["50", "51"]),
        ("ตำบลแม่สา อำเภอแม่ริม จังหวัดเชียงใหม่ ถึง ตำบลเหมืองง่า อำเภอเมือง จังหวัดลำพูน", ["500705", "510102"]),
        ("จังหวัดเชียงใหม่ อำเภอแม่ริม ตำบลแม่สา อำเภอสันทราย ตำบลหนองหาร", ["500705", "501403"]),
        ("ตำบลตาเป๊ก อำเภอเฉลิมพระเกียรติ", ["312303"]),
        ("แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพฯ", ["100101"]),
        ("กทม. และปริมณฑล", ["10"]),
    ],
)
def test_a_title_names_its_smallest_areas(title: str, codes: list[str]) -> None:
    assert list(find(title, GAZETTEER).codes) == codes


@pytest.mark.parametrize(
    "title",
    [
        "",
        "ค่าจ้างเหมาบริการ",
        "ปรับปรุงเขตทางหลวงแผ่นดิน ระหว่าง กม.3+475 กว้าง 6 ม. 2 ช่องจราจร",
        "สำนักงานแขวงทางหลวงพระนคร",
        "ประชุมกำนันตำบลละ 2 คน ระดับอำเภอและระดับจังหวัด",
        "ถนนสาย นศ.4044 จำนวน 5 หมู่บ้าน บ้านพัก 2 หลัง",
        "โรงพยาบาลส่งเสริมสุขภาพตำบลแม่สา",
        "สนับสนุน รพ.สต. และ อบต. ทุกแห่ง",
    ],
)
def test_words_that_only_look_like_places_name_nothing(title: str) -> None:
    assert find(title, GAZETTEER).mentions == ()


def test_a_name_that_occurs_twice_in_the_province_is_given_as_candidates() -> None:
    mention = only(find("ปรับปรุงฝาย ตำบลท่าศาลา", GAZETTEER, province="50"))
    assert (mention.verdict, mention.code, mention.candidates) == (Verdict.AMBIGUOUS, None, ("500110", "500706"))
    assert find("ปรับปรุงฝาย ตำบลท่าศาลา อำเภอแม่ริม", GAZETTEER).codes == ("500706",)


def test_a_district_of_two_provinces_is_settled_by_its_subdistrict_and_by_nothing_else() -> None:
    assert only(find("อำเภอเฉลิมพระเกียรติ", GAZETTEER)).candidates == ("3123", "3032")
    settled = find("ตำบลช้างทอง อำเภอเฉลิมพระเกียรติ", GAZETTEER)
    assert [(one.verdict, one.code) for one in settled.mentions] == [
        (Verdict.EXACT, "303201"),
        (Verdict.INFERRED, "3032"),
    ]
    assert find("อำเภอเฉลิมพระเกียรติ จังหวัดลำพูน จังหวัดบุรีรัมย์", GAZETTEER).codes == ("3123", "51")


def test_two_villages_of_one_name_are_candidates_and_the_subdistrict_stays() -> None:
    places = find("บ้านปางหมู ตำบลแม่สา อำเภอแม่ริม", GAZETTEER)
    assert places.codes == ("500705",)
    assert [one.candidates for one in places.open] == [("50070503", "50070504")]


def test_a_village_number_that_the_gazetteer_lacks_is_told_and_not_made_up() -> None:
    places = find("หมู่ที่ 9 ตำบลแม่สา อำเภอแม่ริม", GAZETTEER)
    assert places.codes == ("500705",)
    assert [(one.verdict, one.candidates) for one in places.open] == [(Verdict.UNKNOWN, ("50070509",))]
    assert only(find("หมู่ที่ 9", GAZETTEER)).candidates == ()


def test_a_slip_of_the_pen_is_taken_and_marked_when_only_one_name_is_near() -> None:
    places = find("ตำบลสันทรายหลอง อำเภอสันทราย", GAZETTEER)
    assert [(one.verdict, one.code) for one in places.mentions] == [
        (Verdict.NEAR, "501401"),
        (Verdict.EXACT, "5014"),
    ]
    assert not places.sure
    assert find("ตำบลสันทรายหลวง อำเภอสันทราย", GAZETTEER).sure


def test_a_name_from_another_district_is_a_conflict_with_the_places_where_it_exists() -> None:
    places = find("ตำบลหนองหาร อำเภอแม่ริม จังหวัดเชียงใหม่", GAZETTEER)
    assert places.codes == ("5007",)
    assert [(one.verdict, one.candidates) for one in places.open] == [(Verdict.CONFLICT, ("501403",))]


def test_below_a_district_that_cannot_be_read_the_one_name_of_the_province_is_marked_as_wider() -> None:
    places = find("ตำบลหนองหาร อำเภอกขคงจฉ จังหวัดเชียงใหม่", GAZETTEER)
    assert [(one.level, one.verdict, one.code) for one in places.mentions] == [
        (Level.SUBDISTRICT, Verdict.WIDER, "501403"),
        (Level.DISTRICT, Verdict.UNKNOWN, None),
        (Level.PROVINCE, Verdict.EXACT, "50"),
    ]


def test_a_few_letters_more_are_another_name() -> None:
    assert find("ตำบลแม่สาบาน อำเภอแม่ริม", GAZETTEER).codes == ("5007",)


def test_a_name_near_here_but_exact_elsewhere_in_the_province_is_a_conflict() -> None:
    (mention,) = find("ตำบลแม่แฝกใหม่ อำเภอแม่ริม", GAZETTEER).open
    assert (mention.verdict, mention.candidates) == (Verdict.CONFLICT, ("501405",))


def test_a_name_run_into_the_next_word_is_taken_at_its_longest_and_marked() -> None:
    assert only(find("ตำบลแม่แฝกใหม่เพื่อการเกษตร", GAZETTEER, province="50")).verdict is Verdict.JOINED
    assert find("ตำบลแม่แฝกใหม่เพื่อการเกษตร", GAZETTEER, province="50").codes == ("501405",)


def test_a_local_government_is_not_the_subdistrict_it_is_named_after() -> None:
    for title in ("เทศบาลตำบลแม่สา อำเภอแม่ริม", "อบต.แม่สา อ.แม่ริม", "องค์การบริหารส่วนตำบลแม่สา อำเภอแม่ริม"):
        places = find(title, GAZETTEER)
        assert places.codes == ("5007",), title
        assert [one.level for one in places.open] == [Level.LOCAL_GOVERNMENT]


def test_the_province_of_the_agency_serves_only_where_the_text_names_none() -> None:
    assert find("อำเภอเมือง", GAZETTEER, province="51").codes == ("5101",)
    assert find("อำเภอเมือง จังหวัดเชียงใหม่", GAZETTEER, province="51").codes == ("5001",)
    assert len(only(find("อำเภอเมือง", GAZETTEER)).candidates) == 2


def test_spans_point_into_the_text_as_it_was_written() -> None:
    title = "ขุดลอก ต าบล  แม่สา  อําเภอแม่ริม"
    assert [title[one.start : one.end] for one in find(title, GAZETTEER).mentions] == ["ต าบล  แม่สา", "อําเภอแม่ริม"]


def test_the_official_list_confirms_what_it_knows() -> None:
    places = find("บ้านดอนแก้ว ตำบลริมใต้ อำเภอแม่ริม จังหวัดเชียงใหม่", GAZETTEER)
    assert {GAZETTEER.name(one.code or ""): one.confirmed for one in places.mentions} == {
        "ริมใต้": True,
        "แม่ริม": True,
        "เชียงใหม่": True,
    }
    assert [one.confirmed for one in find("ตำบลท่าศาลา อำเภอแม่ริม", GAZETTEER).mentions] == [False, True]


def test_every_verdict_says_why_in_thai_and_english() -> None:
    for verdict in Verdict:
        th, en = Mention(0, 0, Level.DISTRICT, verdict).why
        assert any("\u0e01" <= letter <= "\u0e5b" for letter in th)
        assert en.isascii()


PIECES = st.lists(
    st.sampled_from([
        "ตำบล", "ต.", "อำเภอ", "อ.", "จังหวัด", "จ.", "หมู่ที่ ", "ม.", "บ้าน", "เขต", "แขวง", "อบต.", "กทม.",
        "แม่สา", "แม่ริม", "เชียงใหม่", "เมือง", "ท่าศาลา", "เฉลิมพระเกียรติ", "และ", ", ", " - ", "1", "๓", "5-7", "(", " ",
        "\u200b", "\u0e4d", "า", "เเ", "ที\u0e48\u0e48", "\u0e49\u0e38",
    ])
).map("".join)  # fmt: skip


@given(st.one_of(st.text(), PIECES))
def test_no_text_makes_it_raise_and_every_span_lies_in_the_text(text: str) -> None:
    for mention in find(text, GAZETTEER, province="50").mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert (mention.code is None) or (not mention.candidates and GAZETTEER.knows(mention.code))


@given(st.one_of(st.text(), PIECES))
def test_composed_and_decomposed_spellings_name_the_same(text: str) -> None:
    def facts(written: str) -> list[tuple[Level, Verdict, str | None]]:
        return [(one.level, one.verdict, one.code) for one in find(written, GAZETTEER).mentions]

    assert facts(unicodedata.normalize("NFC", text)) == facts(text)


def test_time_grows_with_the_length_and_not_with_its_square() -> None:
    title = "ตำบลแม่สา อำเภอแม่ริม หมู่ที่ 3 ต.ท่าศาลา, ริมใต้ "

    def seconds(times: int) -> float:
        start = time.thread_time()
        find(title * times, GAZETTEER)
        return time.thread_time() - start

    seconds(50)
    assert min(seconds(800) for _ in range(3)) < 40 * max(min(seconds(100) for _ in range(3)), 0.002)
