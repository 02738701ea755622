"""Rich messages are what Telegram documents, within every limit, and hostile words in them stay words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import render
from bot.lookups.balance import balance_of
from bot.lookups.card import Card
from bot.lookups.cycle import Cycle
from bot.lookups.rates import Rates
from bot.model import LANGUAGES, Subject
from bot.render.rich import balance, digest, page
from bot.render.rich.alert import rich
from bot.render.rich.card import document
from rules.document import load_rulebook
from rules.ledger import shipped_ledger
from rules.regime import regime_at
from tests.builders import september
from tests.golden import gallery
from tests.golden.scenes import Scene
from tests.loopback.telegram_rich import RichError, rich_text

RULEBOOK = load_rulebook()
WORTH_IT = {n: s for n, s in gallery.scenes().items() if s.assessment.impact >= 20 or s.event.KIND == "fomc_statement"}


def told(scene: Scene, lang: str, notes: tuple[str, ...] = ()) -> str | None:
    text = render.alert(Subject(event=scene.event, assessment=scene.assessment, **scene.extra), RULEBOOK, lang)
    return rich(text, scene.event, scene.assessment, RULEBOOK, lang, notes)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", sorted(WORTH_IT))
def test_every_alert_is_a_message_that_telegram_documents(name: str, lang: str) -> None:
    scene = WORTH_IT[name]
    found = told(scene, lang)
    assert found is not None
    seen = rich_text(found)
    for line in gallery.long(scene, lang).splitlines():
        if line.strip() and not line.startswith(("−", "+", "•")):
            assert line.strip() in seen or "“" in line or "The statement" in line, line


def test_an_ordinary_alert_has_three_lines_in_every_form() -> None:
    ordinary = [name for name in gallery.scenes() if name not in WORTH_IT]
    assert len(ordinary) > 5
    assert [name for name in ordinary if told(gallery.scenes()[name], "en") is not None] == []


def test_a_decision_as_it_reads() -> None:
    found = told(WORTH_IT["fomc-2025-10-29"], "en", ("🎯 Your watch: impact &gt;= 50",))
    assert found is not None
    assert found.startswith("<h3>Fed ends QT 1 Dec; cuts 25bp to 3.75–4.00%</h3><p>Size: rare (56/100) · theory △ up for days")
    assert "<li>Vote 10–2: Miran for a larger cut, Schmid for no change</li>" in found
    assert '<details><summary>All figures (15)</summary><table><tr><td>Rate decision</td><td align="right">cut</td></tr>' in found
    assert "<details><summary>Text changes (3)</summary><p>− <s>The Committee will continue reducing its holdings.</s></p>" in found
    assert re.search(r"<summary>Theory, rule by rule</summary><p>△ <b>Guidance on policy</b> · size 1.00</p>", found)
    assert "<p>🎯 Your watch: impact &gt;= 50</p><footer>" in found


def test_a_few_figures_stand_open() -> None:
    found = told(WORTH_IT["sofr-2025-10-31"], "en")
    assert found is not None
    assert "<table><tr><td>Reference rate</td>" in found
    assert "All figures" not in found


def test_what_others_wrote_stays_words() -> None:
    scene = WORTH_IT["standing-repo-2025-10-31"]
    event = replace(scene.event, url="https://www.newyorkfed.org/?a=\"><details><summary>&b='1")
    found = told(replace(scene, event=event), "en", ("🎯 Your watch: &lt;h1&gt; &amp;quot;",))
    assert found is not None
    assert "🎯 Your watch: <h1> &quot;" in rich_text(found)
    assert "&quot;" not in re.sub("&amp;quot;", "", found)


def test_a_statement_of_endless_changes_is_kept_within_the_limits() -> None:
    scene = WORTH_IT["fomc-2025-10-29"]
    old, new = (". ".join(f"The {word} number {n} is told here at length" for n in range(700)) + "." for word in ("former", "latter"))
    endless = replace(scene, event=replace(scene.event, text=new, previous_text=old))
    seen = rich_text(told(endless, "en") or "")
    assert seen.startswith("Fed ends QT 1 Dec; cuts 25bp to 3.75–4.00%")
    assert seen.endswith("not advice")


@pytest.mark.parametrize(
    ("parts", "seen"),
    [
        ([page.heading("A"), page.listed(["x"] * 498)], 500),
        ([page.heading("A"), page.listed(["x"] * 499)], 1),
    ],
)
def test_so_many_blocks_and_no_more(parts: list[page.Part], seen: int) -> None:
    ranked = [parts[0], replace(parts[1], rank=1)]
    found = page.fit(ranked)
    assert len(re.findall("<(?:h3|ul|li)>", found)) == seen
    rich_text(found)


def test_a_table_is_never_wider_than_telegram_takes() -> None:
    wide = page.table([[str(n) for n in range(30)]])
    assert wide is not None
    assert rich_text(page.fit([wide])).split("\t")[-1] == "19"


@pytest.mark.parametrize("lang", ["en", "zh-Hans", "zh-Hant"])
def test_the_balance_sheet_as_a_table(lang: str) -> None:
    found = balance_of(september.sheets(), september.reverse_repos(), (), shipped_ledger(), september.NOW)
    rows = rich_text(balance.document(found, lang) or "").splitlines()
    expected = {
        "en": ["23 Sep\tlevel\tweek", "Total assets\t$6.748tn\t+$1.2bn", "Bonds held\t$6.471tn", "MBS\t$1.910tn\t−$3.1bn"],
        "zh-Hans": ["总资产\t6.75万亿美元\t+12亿", "持有证券\t6.47万亿美元\t+8亿", "其中短期美债\t5544亿美元\t+39亿"],
        "zh-Hant": ["總資產\t6.75兆美元\t+12億"],
    }
    shown = [row for row in rows if "\t" in row]
    assert len(shown) >= 8
    for row in expected[lang]:
        assert any(one.startswith(row) for one in shown), (row, shown)


@pytest.mark.parametrize(
    ("lang", "rows"),
    [
        (
            "en",
            [
                "29 Oct 14:00 ET\tFed ends QT 1 Dec; cuts 25bp to 3.75–4.00% · rare (56) · theory △ up for days\tBTC −2.4% since\t",
                "4 Nov 11:00 ET\tFed issues enforcement action with a former employee of Example Bank & Trust <Ohio> · ordinary (0)\t–\t",
                "2 Jan 16:30 ET\tFed balance sheet to 31 Dec: $6.641tn, +$59.4bn · ordinary (0)\t",
            ],
        ),
        (
            "zh-Hans",
            ["北京时间11月1日01:45\t美联储SRF投放503.5亿美元，近250个操作日最高｜值得关注（36）｜理论偏空▽：资金紧\t公布至今BTC涨0.5%\t"],
        ),
    ],
)
def test_a_week_as_a_table(lang: str, rows: list[str]) -> None:
    seen = rich_text(digest.document(gallery.weekly(lang)) or "").splitlines()
    assert [row for row in rows if row not in seen] == []
    assert seen[0] == {"en": "The Fed this week: 4 events", "zh-Hans": "【本周美联储：4件】"}[lang]


@pytest.mark.parametrize("text", ["", "<b>One</b>", "One\nTwo\nThree", "⏰ FOMC in 1 h\n<i>Reminders: /next</i>"])
def test_what_is_no_digest_has_no_table(text: str) -> None:
    assert digest.document(text) is None


def test_nothing_known_is_said_in_one_line() -> None:
    assert balance.document(None, "en") is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_card_as_tables(lang: str) -> None:
    found = balance_of(september.sheets(), september.reverse_repos(), (), shipped_ledger(), september.NOW)
    nothing = Rates(rates=(), iorb_pct=None, on_rrp_pct=None, srf_pct=None, target=None, target_since=None)
    for sheet in (found, None):
        card = Card(cycle=CYCLE, decision=None, balance=sheet, rates=nothing, next=(), as_of=datetime(2025, 10, 1, tzinfo=UTC))
        assert rich_text(document(card, lang))


CYCLE = Cycle(
    now=None,
    before=None,
    holds=0,
    next=None,
    regime=regime_at(shipped_ledger(), datetime(2025, 10, 1, tzinfo=UTC)),
    programme=None,
    ends_on=None,
)


@pytest.mark.parametrize(
    "wrong",
    ["", "words alone", "<p>open", "<p>a</p></p>", "<h3><p>a</p></h3>", "<p>a & b</p>", "<p>&quot;</p>", "<p>&#39;</p>",
     "<tr><td>a</td></tr>",
     "<table><td>a</td></table>",
     "<table>a</table>", "<ul>a</ul>", "<details><p>a</p></details>",
     "<details><summary>a</summary></details>",
     "<p><ul><li>a</li></ul></p>", "<b>a</b>", "<p onclick=\"x\">a</p>", "<p><a href=\"javascript:x\">a</a></p>", "<script>a</script>",
     "<table><tr>" + "<td>a</td>" * 21 + "</tr></table>", "<p>a</p>" * 501, "<p>" + "a" * 32_769 + "</p>",
     "<blockquote>" * 17 + "<p>a</p>" + "</blockquote>" * 17, '<img src="tg://photo?id=a"/>' * 51],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_the_loopback_refuses_what_is_not_documented(wrong: str) -> None:
    with pytest.raises(RichError):
        rich_text(wrong)


@pytest.mark.parametrize(
    "right",
    ["<p>a</p>", "<p>a</p>" * 500, "<p>" + "a" * 32_768 + "</p>", "<ul><li>a</li><li><p>b</p></li></ul>", "<hr/><p>a &amp; b &lt;</p>",
     "<details open><summary>a</summary><table><tr><th>b</th></tr></table></details>", '<img src="tg://photo?id=a"/>' * 50,
     "<table><tr>" + "<td>a</td>" * 20 + "</tr></table>", "<blockquote>" * 15 + "<p>a</p>" + "</blockquote>" * 15],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_and_takes_what_is(right: str) -> None:
    rich_text(right)
