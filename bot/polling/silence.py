"""Why an event makes no message: said in one line of the log, and counted for `/status`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.assessing import gate
from bot.kinds import KINDS
from bot.model import Silence
from rules.event import Event
from rules.model import Assessment

WORDS: Mapping[Silence, str] = {
    Silence.NO_MESSAGE: "its kind makes no message of its own",
    Silence.JOINED: "told with its statement already, or as soon as that is here",
    Silence.TOO_OLD: "too old",
    Silence.IMPOSSIBLE: "it cannot be as it was read",
    Silence.NO_CHAT: "no chat is subscribed",
    Silence.OFF: "off in every chat",
    Silence.DIGEST: "for the digest alone",
    Silence.IMPACT: "below the impact that chats ask for",
    Silence.DIRECTION: "below the direction that chats ask for",
}


def silence_of(event: Event, now: datetime) -> Silence | None:
    """What keeps an event from making an alert, whoever is subscribed."""
    lifetime = KINDS[event.KIND].lifetime
    if lifetime is None:
        return Silence.NO_MESSAGE
    if now >= event.published_at + lifetime:
        return Silence.TOO_OLD
    return Silence.IMPOSSIBLE if gate.stops(event) else None


def silence_in(gates: Mapping[Silence | None, int]) -> Silence | None:
    """What keeps an alert from every chat: the gate that came nearest to letting it through; None where a chat gets it."""
    if gates.get(None):
        return None
    return max((gate for gate in gates if gate is not None), key=list(Silence).index, default=Silence.NO_CHAT)


def line(event: Event, assessment: Assessment, silence: Silence, gates: Mapping[Silence | None, int]) -> str:
    """For the log: the event, its scores, why there is no message, and how many chats each gate held it back from."""
    score = f"impact {assessment.impact}, direction {assessment.direction:+d}"
    chats = ", ".join(f"{count} {gate}" for gate, count in gates.items() if gate is not None)
    return f"no message: {event.KIND} {event.key} ({score}): {WORDS[silence]}" + (f" (chats: {chats})" if chats else "")
