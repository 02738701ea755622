"""Changes of wording as Telegram HTML."""

from bot.fomc.diff import changes
from bot.i18n import texts
from bot.render.html import telegram_length
from bot.render.stories import diff
from tests.loopback.telegram_html import plain_text

EN, ZH = texts("alerts", "en"), texts("alerts", "zh-Hans")
CHANGED = changes("Reserves are large today. Prices <fell>.", "Reserves are ample levels today. Prices <rose>.")


def test_gone_is_struck_through_and_new_is_underlined() -> None:
    assert diff.block(CHANGED, EN) == (
        "<blockquote expandable><b>Text changes (2)</b>\n"
        "• Reserves are [<s>large</s>] <u>ample levels</u> today.\n"
        "• Prices [<s>&lt;fell&gt;.</s>] <u>&lt;rose&gt;.</u></blockquote>"
    )


def test_known_phrases_have_a_chinese_gloss_once() -> None:
    text = diff.block(changes("A. One here.", "A. One ample levels here. Two more ample levels were found."), ZH)
    assert text.count("术语：ample levels 充裕水平") == 1
    assert "ample levels 充裕水平" not in diff.block(CHANGED, EN)


def test_nothing_changed_is_nothing() -> None:
    assert diff.block((), EN) == ""
    assert diff.blocks((), EN) == []


def test_an_alert_shows_the_first_ones_and_counts_all() -> None:
    many = changes("Same.", "Same. " + " ".join(f"Sentence {'abcdefghij'[n]} is {'very ' * 20}new{n}." for n in range(10)))
    text = diff.block(many, EN, 300)
    assert plain_text(text).count("+ ") == 2
    assert plain_text(text).startswith("Text changes (10)\n")
    assert diff.block(many, EN, 1).count("+ ") == 1


def test_a_run_without_end_is_cut_between_words() -> None:
    text = diff.block(changes("Same.", "Same. Word " + "word " * 400 + "end."), EN)
    assert telegram_length(text) < 620
    assert "…</u>" in text


def test_why_has_all_of_them_each_a_block_under_one_title() -> None:
    first, second = diff.blocks(CHANGED, EN)
    assert first.startswith("<b>Text changes (2)</b>\n<blockquote expandable>• Reserves")
    assert second == "<blockquote expandable>• Prices [<s>&lt;fell&gt;.</s>] <u>&lt;rose&gt;.</u></blockquote>"


def test_without_markup_what_is_gone_and_what_is_new_can_still_be_told() -> None:
    text = plain_text(diff.block(changes("Holdings shrink. Prices fell.", "Prices rose. Reserves are ample levels."), EN))
    assert text.splitlines()[1:] == ["+ Reserves are ample levels.", "• Prices [fell.] rose.", "− Holdings shrink."]
