"""Escaping, lengths as Telegram counts them, and shortening by whole blocks."""

import pytest

from bot.render import html, telegram_length
from bot.render.html import Block


def test_published_text_is_escaped_and_cleaned() -> None:
    assert html.escape("A & B <b> \"q\" 'r'") == "A &amp; B &lt;b&gt; \"q\" 'r'"
    assert html.escape("a\x00b\u202ec\ud800d") == "a b c d"
    assert html.bold("<Ohio>") == "<b>&lt;Ohio&gt;</b>"
    assert html.italic("a&b") == "<i>a&amp;b</i>"
    assert html.quote("a<b") == "<blockquote expandable>a&lt;b</blockquote>"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a?b=1&c=2", '<a href="https://example.org/a?b=1&amp;c=2">x &amp; y</a>'),
        ('https://example.org/"><b>', '<a href="https://example.org/&quot;&gt;&lt;b&gt;">x &amp; y</a>'),
        ("javascript:alert(1)", "x &amp; y"),
        ("", "x &amp; y"),
        ("https://example.org/" + "a" * 1500, "x &amp; y"),
    ],
)
def test_only_web_addresses_become_links(url: str, expected: str) -> None:
    assert html.link("x & y", url) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("one two three four", 12, "one two…"),
        ("one two, three", 9, "one two…"),
        ("  many   spaces\n here ", 40, "many spaces here"),
        ("withoutanyspace", 8, "without…"),
    ],
)
def test_text_is_shortened_between_words(text: str, limit: int, expected: str) -> None:
    assert html.shorten(text, limit) == expected


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("abc", 3),
        ("<b>abc</b>", 3),
        ("a &amp; b &lt;", 7),
        ('<a href="https://example.org/long">x</a>', 1),
        ("缩表", 2),
        ("📉", 2),
        ("  a  ", 1),
    ],
)
def test_length_is_counted_as_telegram_does(text: str, length: int) -> None:
    assert telegram_length(text) == length


def test_everything_stays_that_fits() -> None:
    assert html.fit([Block("<b>a</b>", 0), Block("", 1), Block("b", 9)], 10) == "<b>a</b>\n\nb"


def test_whole_blocks_are_dropped_the_least_important_first() -> None:
    blocks = [Block("head", 0), Block("<i>" + "n" * 50 + "</i>", 1), Block("q" * 50, 9), Block("m" * 50, 5), Block("foot", 0)]
    assert html.fit(blocks, 120) == "head\n\n<i>" + "n" * 50 + "</i>\n\n" + "m" * 50 + "\n\nfoot"
    assert html.fit(blocks, 80) == "head\n\n<i>" + "n" * 50 + "</i>\n\nfoot"
    assert html.fit(blocks, 20) == "head\n\nfoot"


def test_of_two_alike_the_later_is_dropped() -> None:
    assert html.fit([Block("aaaa", 1), Block("bbbb", 1)], 6) == "aaaa"


def test_what_must_stay_stays_even_when_it_does_not_fit() -> None:
    assert html.fit([Block("head", 0), Block("more", 1)], 3) == "head"
