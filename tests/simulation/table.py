"""The year as docs/performance.md tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.source import PollPlan
from tests.simulation.measured import Way, a_day_by_host, by_source, outcomes, percentile
from tests.simulation.run import EVERY, Outcome
from tests.simulation.script import Script

Stated = Mapping[str, tuple[int, int]]
BEGIN, END = "<!-- year: begin, written by make year -->", "<!-- year: end -->"


def table(
    script: Script, outcome: Outcome, found: Sequence[Way], plans: Mapping[str, PollPlan], stated: Mapping[str, tuple[int, int]]
) -> str:
    """Delays by source, requests by host, and what was done to get them."""
    return "\n\n".join((_delays(found, plans), _faults(script, found), _requests(outcome, stated), _carried_out(outcome)))


def _delays(found: Sequence[Way], plans: Mapping[str, PollPlan]) -> str:
    lines = [
        "| source | in windows | median | 95 % | outside | median | 95 % | slow interval |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for source, all_ways in by_source(found).items():
        inside = [way.delay for way in all_ways if way.is_plain and way.fact.is_scheduled]
        outside = [way.delay for way in all_ways if way.is_plain and not way.fact.is_scheduled]
        lines.append(f"| `{source}` | {_row(inside)} | {_row(outside)} | {_spoken(plans[source].every)} |")
    inside = [way.delay for way in found if way.is_plain and way.fact.is_scheduled]
    lines.append(f"| all | {_row(inside)} | | | | |")
    sent = [way.sent_at - way.fact.at for way in found if way.is_plain and way.fact.is_scheduled and way.sent_at]
    middle, most = _spoken(percentile(sent, 0.5)), _spoken(percentile(sent))
    told = f"Published to first sent, of {len(sent)} alerts in windows: median {middle}, 95 % {most}."
    return "\n".join((*lines, "", told))


def _row(delays: Sequence[timedelta]) -> str:
    if not delays:
        return "0 | |"
    return f"{len(delays):,} | {_spoken(percentile(delays, 0.5))} | {_spoken(percentile(delays))}"


def _spoken(delay: timedelta) -> str:
    seconds = delay.total_seconds()
    if seconds < 100:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h".replace(".0 h", " h")


def _faults(script: Script, found: Sequence[Way]) -> str:
    lines = ["| fault | from | to | came out meanwhile | last one seen after its end |", "|---|---|---|---|---|"]
    for fault in script.faults:
        kept = [way for way in found if way.fault is fault]
        longest = max((way.delay for way in kept), default=timedelta(0))
        lines.append(f"| {fault.name} | {fault.start:%Y-%m-%d %H:%M} | {fault.end:%Y-%m-%d %H:%M} UTC | {len(kept)} | {_spoken(longest)} |")
    return "\n".join(lines)


def _requests(outcome: Outcome, stated: Stated) -> str:
    lines = ["| host | requests a day, mean | most | stated at most | limit |", "|---|---|---|---|---|"]
    for host, (most, mean) in a_day_by_host(outcome).items():
        lines.append(f"| `{host}` | {mean:,.0f} | {most:,} | {stated[host][0]:,} | {stated[host][1]:,} |")
    return "\n".join(lines)


def _carried_out(outcome: Outcome) -> str:
    ended, walked = outcomes(outcome), sum(outcome.walked.values())
    carried_out = sum(ended.values())
    lines = (
        f"{carried_out + walked:,} polls. {walked:,} could find nothing else than the one before and were counted by the plan alone;",
        f"{carried_out:,} were carried out: {ended['ok']:,} brought a page, {ended['not_modified']:,} none, {ended['error']:,} failed.",
        f"Of those that could find nothing one in {EVERY} was carried out all the same, {outcome.sampled:,} in all: each was",
        "unmodified and made exactly the requests that would have been counted.",
    )
    return "\n".join(lines)
