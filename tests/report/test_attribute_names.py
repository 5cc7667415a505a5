"""Attributes of contacts are called by their names, and found by them."""

from __future__ import annotations

import pytest

from guanxi.report.words.attributes import ATTRIBUTES, attribute_key, attribute_name


@pytest.mark.parametrize("key", ["city", " City ", "CITY"])
def test_a_common_one_has_a_name_in_both_languages(key: str) -> None:
    assert attribute_name(key) == ATTRIBUTES["city"]


@pytest.mark.parametrize("key", ["member_level", "memberLevel", "Member Level", "member-level"])
def test_words_may_be_joined_in_any_way(key: str) -> None:
    assert attribute_name(key).zh == "会员等级"


def test_an_unknown_one_stands_for_itself_with_nothing_that_turns_text_around() -> None:
    name = attribute_name("tea\u202epot")

    assert name.zh == name.en == "tea\N{REPLACEMENT CHARACTER}pot"


@pytest.mark.parametrize(
    ("said", "key"),
    [("city", "city"), ("城市", "city"), ("CITY", "city"), ("口味", "口味"), ("taste", "taste"), ("颜色", "颜色")],
)
def test_is_found_by_its_name_unless_the_data_call_another_one_so(said: str, key: str) -> None:
    assert attribute_key(said, ("city", "taste", "口味")) == key
