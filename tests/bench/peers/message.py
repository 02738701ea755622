"""The message that everybody sends, and the clock that everybody is measured by. Standard library alone: peers run without the project."""

import asyncio
import json
import sys
import time

TOKEN = "7000001:AAbcdefghijklmnopqrstuvwxyz-_012345"
TEXT = """🏦 <b>Standing repo: $50.35bn accepted</b>, the most in two weeks
<b>Medium impact, theory up</b>: more dollars overnight; like events do not say
Treasury $22.0bn, agency $28.35bn at 4.00 %
<a href="https://www.newyorkfed.org/markets/desk-operations/repo">New York Fed</a> · 31 Oct 13:45 ET"""
BUTTONS = [[{"text": "Why", "callback_data": "2:w:1"}, {"text": "Watch this", "callback_data": "2:s:1"}]]
AT_ONCE = 32


async def by_many(send, count, clock):
    """Call `send` with each chat's number, so many at a time, and start the clock when the first has gone: imports are no message's."""
    await send(1000)
    clock()
    chats = iter(range(1001, 1001 + count))

    async def worker():
        for chat in chats:
            await send(chat)

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))


def measured(main):
    """Run `main(url, count, clock)`; it starts the clock when a first message has gone. Prints what it took."""
    began = {}

    def clock():
        began.update(cpu=time.process_time(), wall=time.perf_counter())

    asyncio.run(main(sys.argv[1], int(sys.argv[2]), clock))
    took = {"cpu": time.process_time() - began["cpu"], "wall": time.perf_counter() - began["wall"]}
    sys.stdout.write(json.dumps(took) + "\n")
