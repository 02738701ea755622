"""python-telegram-bot as it comes."""

from message import BUTTONS, TEXT, TOKEN, by_many, measured
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions


async def main(url, count, clock):
    bot = Bot(TOKEN, base_url=f"{url}/bot")
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton(**button) for button in row] for row in BUTTONS])
    preview = LinkPreviewOptions(is_disabled=True)

    async def send(chat):
        sent = await bot.send_message(
            chat, TEXT, parse_mode="HTML", disable_notification=True, link_preview_options=preview, reply_markup=buttons
        )
        assert sent.message_id == 7

    await bot.request.initialize()
    await by_many(send, count, clock)
    await bot.request.shutdown()


measured(main)
