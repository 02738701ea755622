"""The gallery: what readers get, of each kind and in each language, as pages of docs/gallery/. `make golden` writes them anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from bot import render
from bot.calendars.coming import coming, next_of
from bot.calendars.releases import ReleaseCalendar
from bot.kinds import ALERT_KINDS
from bot.languages import LANGUAGES
from bot.lookups.balance import balance_of
from bot.lookups.card import Card
from bot.lookups.cycle import cycle_of
from bot.lookups.rates import rates_of
from bot.model import Followed, Move, Published, Receipt, Subject
from bot.render import behind, chat_page
from bot.render.digest import Digest, batch, digest, reminder
from bot.render.evidence.captions import Decisions, caption
from bot.render.evidence.claims import claim_text, claims_list
from bot.render.html import visible
from bot.render.rich import alert as rich_alert
from bot.render.rich import balance as rich_balance
from bot.render.rich import card as rich_card
from bot.render.rich import digest as rich_digest
from rules.claims import shipped_claims
from rules.document import load_rulebook
from rules.event import CashBalance, ReferenceRate, RepoOperation, TreasuryOperation, YieldChange
from rules.ledger import shipped_ledger
from rules.model import Fact
from tests.builders import september
from tests.golden.daily_scenes import DAILY_SCENES
from tests.golden.desk_scenes import DESK_SCENES
from tests.golden.scenes import SCENES, Scene, assessed, seen, signal

BN = 1_000_000_000
PLACES = {lang: language.zone for lang, language in LANGUAGES.items()}
TITLES = {
    "en": (
        "Gallery: what a chat gets",
        "Made by `make golden` from hand-made scenes; a test holds it current.",
        "Short form:",
        "Long form:",
    ),
    "zh-Hans": ("消息样例：聊天里会看到什么", "由 `make golden` 从手工场景生成，并有测试保证与程序一致。", "简短格式：", "完整格式："),
}
NAMES = {
    "en": {
        "digest": "The weekly digest",
        "batch": "After quiet hours",
        "reminder": "A reminder",
        "receipt": "A receipt",
        "record": "The record",
        "claims": "The article's claims",
        "claim": "One claim",
        "caption": "Under a picture",
    },
    "zh-Hans": {
        "digest": "每周摘要",
        "batch": "免打扰结束之后",
        "reminder": "提前提醒",
        "receipt": "事后走势",
        "record": "战绩",
        "claims": "一篇流传文章的说法",
        "claim": "其中一条",
        "caption": "图片说明",
    },
}
MORE: dict[str, Scene] = {
    **{name: DAILY_SCENES[name] for name in ("bills-announced", "note-results", "mortgage-sale-2026-08-14")},
    **{name: DESK_SCENES[name] for name in ("purchase-schedule-as-announced", "desk-statement-2025-12-10")},
    "sofr-2025-10-31": Scene(
        event=ReferenceRate(
            source="nyfed.reference_rate",
            key="SOFR 2025-10-31",
            title="SOFR of 31 October 2025",
            url="https://www.newyorkfed.org/markets/reference-rates/sofr",
            **seen(datetime(2025, 11, 3, 13, tzinfo=UTC)),
            rate_type="SOFR",
            effective_on=date(2025, 10, 31),
            rate_pct=4.22,
            calendar="month_end",
            spread_iorb_bp=32.0,
            spread_iorb_change_1d_bp=18.0,
        ),
        assessment=assessed(
            24,
            -12,
            0.1,
            signal("sofr-strain-month-end", "funding-stress", "down", 0.3, (Fact("spread_iorb_bp", 32.0, "above", 10),)),
            missing=("context.correlation_60d",),
            like_n=9,
        ),
    ),
    "real-yield": Scene(
        event=YieldChange(
            source="fred.series",
            key="DFII10 2026-01-05",
            title="10-year real yield of 5 January 2026",
            url="https://fred.stlouisfed.org/series/DFII10",
            **seen(datetime(2026, 1, 6, 21, 15, tzinfo=UTC)),
            series="DFII10",
            measures_what="real_yield",
            as_of=date(2026, 1, 5),
            value_pct=1.9,
            change_1d_bp=-6.0,
        ),
        assessment=assessed(0, 0, 0.0),
    ),
    "bill-purchase": Scene(
        event=TreasuryOperation(
            source="nyfed.treasury_operation",
            key="example-1",
            title="Purchase of bills",
            url="https://www.newyorkfed.org/markets/treasury",
            **seen(datetime(2025, 12, 12, 15, 30, tzinfo=UTC)),
            operation_on=date(2025, 12, 12),
            is_purchase=True,
            security_type="bill",
            accepted_usd=8_200_000_000,
            submitted_usd=33_000_000_000,
            is_small_value=False,
            month_accepted_usd=8_200_000_000,
        ),
        assessment=assessed(0, 0, 0.0),
    ),
    "treasury-cash": Scene(
        event=CashBalance(
            source="treasury.cash_balance",
            key="2025-12-31",
            title="Treasury's cash of 31 December 2025",
            url="https://fiscaldata.treasury.gov/datasets/daily-treasury-statement/",
            **seen(datetime(2026, 1, 2, 21, tzinfo=UTC)),
            as_of=date(2025, 12, 31),
            tga_usd=873 * BN,
            tga_change_1d_usd=21 * BN,
            tga_change_5d_usd=71 * BN,
        ),
        assessment=assessed(0, 0, 0.0),
    ),
}
"""Scenes of the kinds that the golden messages do not have, with figures of the size that they have."""


def scenes() -> dict[str, Scene]:
    """Every scene of a kind that makes messages."""
    return {name: scene for name, scene in {**SCENES, **MORE}.items() if scene.event.KIND in ALERT_KINDS}


def long(scene: Scene, lang: str) -> str:
    """The alert as a reader sees it."""
    return visible(render.alert(Subject(event=scene.event, assessment=scene.assessment, **scene.extra), load_rulebook(), lang))


def short(scene: Scene, lang: str) -> str:
    """Its short form."""
    return visible(render.short(Subject(event=scene.event, assessment=scene.assessment, **scene.extra), load_rulebook(), lang))


def kept(name: str) -> Published:
    """A scene as the store gives it."""
    scene = SCENES[name]
    return Published(id=1 + [*SCENES].index(name), event=scene.event, assessment=scene.assessment)


def _morning(lang: str) -> str:
    """The night of a decision, as it reads in the morning."""
    decided = kept("fomc-2025-10-29")
    lent = RepoOperation(
        source="nyfed.repo_operation",
        key="RP 102925 3",
        title="Repo operation",
        url="https://www.newyorkfed.org/",
        published_at=datetime(2025, 10, 29, 17, 45, tzinfo=UTC),
        operation_on=date(2025, 10, 29),
        facility="standing",
        accepted_usd=10_310_000_000,
        day_accepted_usd=10_310_000_000,
        is_small_value=False,
        calendar="ordinary",
    )
    told = [Published(id=99, event=lent, assessment=assessed(24, -12, 0.1)), decided]
    return batch(told, lang, PLACES[lang], datetime(2025, 10, 29, 23, tzinfo=UTC), {decided.id: -1.23, 99: -0.4})


def weekly(lang: str) -> str:
    """A week's digest, Telegram HTML."""
    until = datetime(2025, 11, 1, 9, tzinfo=UTC)
    told = Digest(
        since=until - timedelta(days=7),
        until=until,
        told=[kept("fomc-2025-10-29"), kept("standing-repo-2025-10-31"), kept("enforcement-2025-11-04")],
        below={"repo_operation": (9, 12), "reverse_repo_operation": (5, 0), "reference_rate": (25, 8)},
        late=[kept("h41-2025-12-31")],
        followed=[
            Followed(published=kept("fomc-2025-10-29"), receipts=[moved(1, -0.42, -0.61), moved(24, -1.94, -3.2)]),
            Followed(published=kept("standing-repo-2025-10-31"), receipts=[moved(1, 0.3, None)]),
        ],
        moved={kept("fomc-2025-10-29").id: -2.44, kept("standing-repo-2025-10-31").id: 0.52},
        ahead=[item for item in coming(until, until + timedelta(days=14), ReleaseCalendar()) if item.kind == "h41"],
    )
    return digest(told, lang, PLACES[lang])


def notes(lang: str) -> Iterator[tuple[str, str]]:
    """What the clock makes."""
    yield "digest", visible(weekly(lang))
    yield "batch", visible(_morning(lang))
    now = datetime(2025, 10, 29, 17, tzinfo=UTC)
    [item] = [one for one in coming(now, now + timedelta(hours=2), ReleaseCalendar(shipped_ledger().meetings)) if one.kind == "fomc"]
    yield "reminder", visible(reminder(item, now, lang, PLACES[lang]))
    fomc = SCENES["fomc-2025-10-29"]
    yield "receipt", visible(render.receipts.receipt(fomc.event, fomc.assessment, moved(24, -1.94, -3.2, 1.6), lang))
    yield "record", visible(render.own_record(RECORD, lang))
    yield "claims", visible(claims_list(shipped_claims(), lang))
    yield "claim", visible(claim_text(shipped_claims()[0], lang))
    yield "caption", visible(caption(Decisions(62, 2019, (-2.5, -0.2, 1.7), (-1.9, -0.1, 1.5)), lang))


def moved(hours: int, btc: float | None, eth: float | None, usual: float | None = None) -> Receipt:
    """A receipt; where it is asked for beside an ordinary size."""
    return Receipt(
        horizon_hours=hours,
        moves=(
            Move(
                asset="BTC",
                return_pct=btc,
                ordinary_pct=usual,
                volatility_before_pct=None if usual is None else 45.2,
                volatility_after_pct=None if usual is None else 47.4,
            ),
            Move(asset="ETH", return_pct=eth, ordinary_pct=None if usual is None else 1.5 * usual),
        ),
    )


RECORD = {
    "since": "2026-09-02T18:00:00Z", "alerts": 41, "named": 9, "open": 2, "judged": 7, "hit_rate": 0.571, "ci95": [0.25, 0.84],
    "walk_forward": {
        "since": "2019-01-01", "as_of": "2026-08-22", "judged": 288, "hit_rate": 0.56, "ci95": [0.5, 0.61], "base_rate": 0.49,
        "always_up": 0.49, "brier": 0.248, "brier_base_rate": 0.259, "brier_always_up": 0.51,
        "size": {"n": 858, "rank_correlation": 0.1, "ci95": [0.03, 0.17]},
        "reliability": [{"n": 147, "claimed": 0.4, "rose": 0.43}, {"n": 28, "claimed": 0.45, "rose": 0.54},
                        {"n": 113, "claimed": 0.6, "rose": 0.57}],
    },
}  # fmt: skip
"""A young bot's record, with the replay of docs/model-card.md."""


def page(lang: str) -> str:
    """One language's page, Markdown."""
    title, made, short_title, long_title = TITLES[lang]
    parts = [f"# {title}", made]
    for name, scene in scenes().items():
        parts += [f"## {name}", short_title, _framed(short(scene, lang)), long_title, _framed(long(scene, lang))]
    for name, text in notes(lang):
        parts += [f"## {NAMES[lang][name]}", _framed(text)]
    return "\n\n".join(parts) + "\n"


def shown(lang: str, told: Mapping[str, Scene]) -> Iterator[chat_page.Shown]:
    """The scenes' messages as the chat shows them."""
    for name, scene in told.items():
        text = render.alert(Subject(event=scene.event, assessment=scene.assessment, **scene.extra), load_rulebook(), lang)
        yield chat_page.Shown(text=text, name=name, buttons=_labels(name, lang))


def phone(lang: str) -> str:
    """The same messages as a page at a phone's width."""
    return chat_page.page(TITLES[lang][0], shown(lang, scenes()), lang)


RICH = ("fomc-2025-10-29", "standing-repo-2025-10-31", "desk-statement-2025-12-10", "sofr-2025-10-31")
"""The alerts that stand for all in their rich form."""
RICH_TITLES = {
    "en": ("Gallery: rich messages (/form rich)", "/balance", "The pinned card", "The weekly digest"),
    "zh-Hans": ("消息样例：富文本（/form rich）", "/balance", "置顶卡片", "每周摘要"),
}


def documents(lang: str) -> Iterator[tuple[str, str]]:
    """Rich messages by name: alerts, the balance sheet, the pinned card."""
    for name in RICH:
        scene = scenes()[name]
        text = render.alert(Subject(event=scene.event, assessment=scene.assessment, **scene.extra), load_rulebook(), lang)
        document = rich_alert.rich(text, scene.event, scene.assessment, load_rulebook(), lang)
        assert document is not None
        yield name, document
    ledger, now = shipped_ledger(), september.NOW
    sheet = balance_of(september.sheets(), september.reverse_repos(), (), ledger, now)
    yield "balance", rich_balance.document(sheet, lang) or ""
    calendar = ReleaseCalendar(ledger.meetings)
    card = Card(
        cycle=cycle_of(ledger, (), (), now),
        decision=None,
        balance=sheet,
        rates=rates_of(september.rates(), ledger, now),
        next=tuple(sorted(one for kind in ("fomc", "h41") if (one := next_of(kind, now, calendar)) is not None)),
        as_of=now,
    )
    yield "card", rich_card.document(card, lang)
    yield "digest", rich_digest.document(weekly(lang)) or ""


def rich_phone(lang: str) -> str:
    """The rich messages as a page at a phone's width: what unfolds does so here too."""
    title, balance, card, week = RICH_TITLES[lang]
    names = {"balance": balance, "card": card, "digest": week}
    told = (
        chat_page.Shown(text=text, name=name, heading=names.get(name, ""), is_rich=True, buttons=_labels(name, lang))
        for name, text in documents(lang)
    )
    return chat_page.page(title, told, lang)


def _labels(name: str, lang: str) -> list[list[str]]:
    if name not in scenes():
        return []
    scene = scenes()[name]
    return behind.labels(scene.event, scene.assessment, lang)


def _framed(text: str) -> str:
    return f"```text\n{text}\n```"
