"""Bare echo bots to compare with: `python echoes.py KIND ROOT TOKEN [WEBHOOK]`. Each is what its own manual shows."""

import sys
from typing import Any


def ptb(kind: str, root: str, token: str, webhook: str) -> None:
    """python-telegram-bot, on its own transport, on ours, or handling 256 updates at once."""
    from telegram import Update
    from telegram.ext import ApplicationBuilder, MessageHandler, filters

    async def answer(update: Update, _context: Any) -> None:
        assert update.message is not None
        await update.message.reply_text(update.message.text or "")

    builder: Any = ApplicationBuilder().token(token).base_url(f"{root}/bot")
    if kind == "ptb-ours":
        from bot.chat.transport import AiohttpRequest

        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest())
    if kind == "ptb-256":
        builder = builder.concurrent_updates(256)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    if webhook:
        port = int(webhook.rsplit(":", 1)[1])
        application.run_webhook(listen="127.0.0.1", port=port, url_path="hook", webhook_url=f"{webhook}/hook")
    else:
        application.run_polling()


def aiogram(root: str, token: str, webhook: str) -> None:
    import asyncio

    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import Message

    async def answer(message: Message) -> None:
        await message.answer(message.text or "")

    dispatcher = Dispatcher()
    dispatcher.message.register(answer)
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(root)))
    if not webhook:
        asyncio.run(dispatcher.start_polling(bot))
        return
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
    from aiohttp import web

    app = web.Application()
    SimpleRequestHandler(dispatcher=dispatcher, bot=bot).register(app, path="/hook")
    setup_application(app, dispatcher, bot=bot)

    async def announce(_app: web.Application) -> None:
        asyncio.get_running_loop().call_later(0.5, lambda: asyncio.ensure_future(bot.set_webhook(f"{webhook}/hook")))

    app.on_startup.append(announce)
    web.run_app(app, host="127.0.0.1", port=int(webhook.rsplit(":", 1)[1]), access_log=None, print=lambda _: None)


if __name__ == "__main__":
    kind, root, token, webhook = [*sys.argv[1:], ""][:4]
    aiogram(root, token, webhook) if kind == "aiogram" else ptb(kind, root, token, webhook)
