"""aiogram's plain broadcast."""

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardMarkup, LinkPreviewOptions
from message import BUTTONS, TEXT, TOKEN, by_many, measured


async def main(url, count, clock):
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    async with Bot(TOKEN, session=session) as bot:
        buttons, preview = InlineKeyboardMarkup(inline_keyboard=BUTTONS), LinkPreviewOptions(is_disabled=True)

        async def send(chat):
            sent = await bot.send_message(
                chat, TEXT, parse_mode="HTML", disable_notification=True, link_preview_options=preview, reply_markup=buttons
            )
            assert sent.message_id == 7

        await by_many(send, count, clock)


measured(main)
