"""Faults that one program on a file meets."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tests.chaos.crowd import a_crowd
from tests.chaos.faults import Fault, Outcome, Scale
from tests.chaos.spells import SPELLS, Spell
from tests.chaos.weather import WEATHERS, Spoiler, Weather, spoil


def alone(*, weathers: Sequence[Weather] = (), spells: Sequence[Spell] = ()) -> Fault:
    """One crowd and one program. Each weather has chats of its own; the spells come one after the other, over all."""

    async def injected(scale: Scale, rng: random.Random) -> list[Outcome]:
        async with a_crowd(scale.chats, rate=scale.rate) as crowd:
            slices = _parts(crowd.chats, len(weathers))
            spoilers = [Spoiler(weather, chats, rng) for weather, chats in zip(weathers, slices, strict=True)]
            spoil(crowd.platform, spoilers)
            program = crowd.run_bent()
            cast = [(spell.name, *await spell.cast(crowd, program, scale, rng)) for spell in spells]
            whole = await crowd.finish(program)
            met = [Outcome(one.weather.name, one.count, one.weather.what, crowd.verdict(one.chats)) for one in spoilers]
            return [*met, *(Outcome(name, count, what, whole, seen) for name, count, what, seen in cast)]

    return injected


def _parts(chats: range, count: int) -> list[range]:
    """The chats in so many parts, each of chats that are written to one after the other."""
    return [chats[n * len(chats) // count : (n + 1) * len(chats) // count] for n in range(count)]


EACH: dict[str, Fault] = {
    **{weather.name: alone(weathers=[weather]) for weather in WEATHERS},
    **{spell.name: alone(spells=[spell]) for spell in SPELLS},
}
TOGETHER: dict[str, Fault] = {"alone": alone(weathers=[one for one in WEATHERS if not one.is_long], spells=SPELLS)}
"""The same in short, one crowd and one program for all; without what takes half a minute."""
