"""A choice of classes as an address holds it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from gis.classing import Classing, ClassingRefused, Direction, Method, Per, Years, Zero


@pytest.mark.parametrize(
    "address",
    ["natural_5", "quantile_3_zero_head_ylgnbu_reverse_year", "equal_7_sqkm", "deviation_4_share_difference",
     "manual_-5_0_2.5_1000000", "manual_0_1_2_3_zero_viridis", "file_c0_c2_cnone", "natural_5_circles",
     "manual_0_1_2_3_coutside"],
)  # fmt: skip
def test_an_address_is_read_and_written_the_same(address: str) -> None:
    assert Classing.read(address).address == address


def test_each_word_tells_its_part() -> None:
    assert Classing.read("year_5".replace("year", "quantile") + "_year_reverse_head_zero_money") == Classing(
        method=Method.QUANTILE, number=5, zero=Zero.APART, per=Per.HEAD, palette="money", direction=Direction.REVERSE,
        years=Years.ONE,
    )  # fmt: skip


def test_what_is_as_usual_is_not_written() -> None:
    assert Classing.read("natural") == Classing()
    assert Classing().address == "natural_5"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("jenks", "natural, quantile"),
        ("natural_2", "3 to 7"),
        ("natural_8", "3 to 7"),
        ("natural_3_4", "one number"),
        ("natural_red", "“red”"),
        ("quantile_4_inf", "“inf”"),
        ("manual_0_10_5_20", "5 comes after 10"),
        ("manual_0_0_5_20", "0 comes after 0"),
        ("manual_0_1_2", "there are 3"),
        ("manual_0_1_2_3_4_5_6_7_8", "there are 9"),
        ("", "natural, quantile"),
    ],
)
def test_what_is_no_choice_is_refused_in_both_languages(address: str, said: str) -> None:
    with pytest.raises(ClassingRefused) as refused:
        Classing.read(address)
    thai, _, english = str(refused.value).partition(" · ")
    assert said in english
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in thai)


@pytest.mark.parametrize(
    "written", ["0 10 20 1,200", "0, 10, 20, 1,200", "0;10;20;1200", "0,10,20,1200", "๐ ๑๐ ๒๐ ๑๒๐๐", "  0  10\n20 1200 "]
)
def test_limits_are_read_as_people_write_them(written: str) -> None:
    assert Classing.model_validate({"method": "manual", "limits": written}).limits == (0, 10, 20, 1200)


@pytest.mark.parametrize("written", ["0 1 2 x", "0 1 2 1e9", "0 1 2 12,34", "0 1 2 nan", "", "0 1 2 99999999999999999"])
def test_what_is_no_number_is_told_at_the_limits(written: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Classing.model_validate({"method": "manual", "limits": written})
    assert [error["loc"] for error in refused.value.errors()] == [("limits",)]


def test_limits_belong_to_the_method_by_hand_alone() -> None:
    assert Classing.model_validate({"method": "equal", "limits": "9 8 x"}).limits == ()


def test_a_class_is_shown_alone_and_again_with_the_others() -> None:
    choice = Classing.read("natural_5").toggled("2").toggled("none").toggled("0")
    assert choice.address == "natural_5_c0_c2_cnone"
    assert choice.toggled("2").toggled("0").toggled("none") == Classing()
