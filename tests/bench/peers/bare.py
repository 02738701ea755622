"""aiohttp alone: what nobody who uses it can go below."""

import json

import aiohttp
from message import BUTTONS, TEXT, TOKEN, by_many, measured


async def main(url, count, clock):
    async with aiohttp.ClientSession() as session:

        async def send(chat):
            data = {"chat_id": str(chat), "text": TEXT, "parse_mode": "HTML", "reply_markup": json.dumps({"inline_keyboard": BUTTONS})}
            async with session.post(f"{url}/bot{TOKEN}/sendMessage", data=data) as answer:
                assert json.loads(await answer.read())["ok"]

        await by_many(send, count, clock)


measured(main)
