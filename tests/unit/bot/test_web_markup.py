"""Words of a message on the page: what a line's end must not part, and which addresses are linked."""

from __future__ import annotations

import re

import pytest

from bot.web.page.markup import is_web, page_html, whole


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Fed balance sheet to 7 Jan: $6.574tn, −$67.0bn", ["7 Jan", "$6.574tn", "−$67.0bn"]),
        ("cuts 25bp to 3.50–3.75%, on 22 Mar 2023", ["25bp", "3.50–3.75%", "22 Mar 2023"]),
        ("美联储总资产6.57万亿美元（1月7日），周减670亿", ["6.57万亿美元", "（1月7日）", "670亿"]),
        ("降息25基点至3.50%–3.75%；最高是2023年3月22日的8.73万亿美元", ["25基点", "3.50%–3.75%", "2023年3月22日", "8.73万亿美元"]),
        ("總資產6.57兆美元，BTC +1.2% in 24 h (not QE)", ["6.57兆美元", "+1.2%", "24", "(not QE)"]),
        ("(a longer remark in brackets)", []),
        ("no figure at all", []),
    ],
)
def test_amounts_and_days_stay_in_one_line(text: str, kept: list[str]) -> None:
    written = str(whole(text))
    assert re.findall(r'<span class="whole">(.*?)</span>', written) == kept
    assert re.sub(r"</?span[^>]*>", "", written) == text


def test_markup_in_words_stays_words() -> None:
    assert str(whole('<b>5</b> & "x"')) == '&lt;b&gt;<span class="whole">5</span>&lt;/b&gt; &amp; &#34;x&#34;'
    assert str(page_html("<b>−$67.0bn</b>", whole)) == '<strong><span class="whole">−$67.0bn</span></strong>'
    assert str(page_html("<b>−$67.0bn</b>")) == "<strong>−$67.0bn</strong>"


@pytest.mark.parametrize("url", ["https://fed.example/x?a=1&b=2#c", "http://192.0.2.1:8080/", "https://例子.中国/路"])
def test_addresses_of_the_web(url: str) -> None:
    assert is_web(url)


@pytest.mark.parametrize(
    "url", ["", "http://", "https://a b", "javascript:alert(1)", 'https://a"b', "https://a\u202eb", "https://" + "a" * 2000]
)
def test_everything_else_is_none(url: str) -> None:
    assert not is_web(url)
