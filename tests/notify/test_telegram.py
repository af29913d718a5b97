import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from crawler.notify.telegram import split, units

TAGS = re.compile(r"<[^>]*>")


def plain(markup: str) -> str:
    return unescape(TAGS.sub("", markup))


def balanced(markup: str) -> bool:
    stack: list[str] = []
    for close, name in re.findall(r"<(/?)(\w+)", markup):
        if not close:
            stack.append(name)
        elif not stack or stack.pop() != name:
            return False
    return not stack


def test_a_short_message_is_one_part():
    assert split("<b>một</b>\n\nhai\n") == ["<b>một</b>\n\nhai\n"]


def test_cut_at_paragraphs_first():
    whole = "\n\n".join(["a" * 1500] * 5)
    assert [len(part) for part in split(whole)] == [3004, 3004, 1500]
    assert "".join(split(whole)) == whole


def test_an_emoji_counts_two():
    assert units("😀a") == 3
    parts = split("😀" * 4000)
    assert all(units(part) < 4096 for part in parts)
    assert "".join(parts) == "😀" * 4000


@pytest.mark.parametrize("inner", ["a" * 9000, "từ " * 3000, "&amp;" * 3000, "😀" * 4000])
def test_a_long_line_is_cut_outside_tags_and_entities(inner):
    whole = f'<b>x <a href="https://tinh.example/?a=1&amp;b=2">{inner}</a></b>'
    parts = split(whole)
    assert len(parts) > 1
    for part in parts:
        assert units(part) < 4096
        assert balanced(part)
        assert not re.search(r"&(?!\w+;|#\d+;)", part)
    assert "".join(plain(part) for part in parts) == plain(whole)


def test_no_part_is_without_words():
    whole = "<b>" + "a" * 3990 + "</b>" + "\n" + "<b></b>\n"
    assert split(whole) == [whole]


LINES = st.lists(st.text(alphabet="aă&<>\"' 😀", max_size=80).map(lambda text: f"<b>{escape(text)}</b>"), max_size=30)


@given(LINES, st.integers(min_value=300, max_value=400))
@settings(max_examples=60, deadline=None)
def test_parts_joined_are_the_whole(lines, limit):
    whole = "\n".join(lines)
    parts = split(whole, limit)
    assert all(units(part) <= limit + 90 and balanced(part) for part in parts)
    assert "".join(plain(part) for part in parts) == plain(whole)
