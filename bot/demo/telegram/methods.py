"""What the Bot API's methods do. A call has passed the tables by then; here stands what tables cannot say."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.demo.telegram import pictures
from bot.demo.telegram.markup import BadMarkup, Entity, parse_html, units
from bot.demo.telegram.objects import (
    ADMINS,
    ApiError,
    Chat,
    File,
    Json,
    Message,
    Poll,
    bad,
    full_json,
    member_json,
    message_json,
    poll_json,
)

if TYPE_CHECKING:
    from bot.demo.telegram.state import Telegram

TEXT = 4096
CAPTION = 1024
STALE = timedelta(seconds=150)
STALE_INLINE = timedelta(seconds=30)
DELETABLE = timedelta(hours=48)
LARGEST_FILE = 50 * 1024 * 1024

Files = Mapping[str, File]
NO_FILES: Files = {}


class Methods:
    """`do_<method>` for every method that does more than return true."""

    def __init__(self, telegram: "Telegram") -> None:
        self._telegram = telegram

    # --- about the bot, and its updates

    def do_getMe(self, _p: Json) -> Json:
        return self._telegram.bot

    def do_setWebhook(self, p: Json) -> bool:
        if self._telegram.webhook_refusal:
            raise bad(self._telegram.webhook_refusal)
        if p.get("url") and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", p["url"]):
            raise bad("bad webhook: invalid webhook URL specified")
        if "secret_token" in p and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", p["secret_token"]):
            raise bad("secret token contains unallowed characters")
        self._telegram.dropped |= bool(p.get("drop_pending_updates"))
        self._telegram.webhook = p
        self._telegram.allowed = p.get("allowed_updates", self._telegram.allowed)
        return True

    def do_deleteWebhook(self, p: Json) -> bool:
        self._telegram.webhook = {"url": ""}
        self._telegram.dropped |= bool(p.get("drop_pending_updates"))
        if p.get("drop_pending_updates"):
            self._telegram.updates.clear()
        return True

    def do_getWebhookInfo(self, _p: Json) -> Json:
        return {
            "url": self._telegram.webhook["url"],
            "has_custom_certificate": False,
            "pending_update_count": len(self._telegram.updates),
        }

    def do_getUpdates(self, p: Json) -> list[Json]:
        if self._telegram.webhook["url"]:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        self._telegram.allowed = p.get("allowed_updates", self._telegram.allowed)
        updates = self._telegram.updates
        while updates and "offset" in p and updates[0]["update_id"] < p["offset"]:
            updates.popleft()
        return list(updates)[: min(100, p.get("limit", 100))]

    def do_setMyCommands(self, p: Json) -> bool:
        for command in p["commands"]:
            name, description = command["command"], command["description"]
            if not (1 <= len(name) <= 32 and name.replace("_", "").isalnum() and name == name.lower()):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(description) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        scope = p.get("scope", {"type": "default"})["type"]
        self._telegram.profile["commands", scope, p.get("language_code", "")] = p["commands"]
        return True

    def do_setMyDescription(self, p: Json) -> bool:
        if len(p.get("description", "")) > 512:
            raise bad("description is too long")
        self._telegram.profile["description", p.get("language_code", "")] = p.get("description", "")
        return True

    def do_setMyShortDescription(self, p: Json) -> bool:
        if len(p.get("short_description", "")) > 120:
            raise bad("short description is too long")
        self._telegram.profile["short_description", p.get("language_code", "")] = p.get("short_description", "")
        return True

    # --- new messages

    def do_sendMessage(self, p: Json) -> Json:
        chat = self._writable(p)
        text, entities = self._parsed(p["text"], p)
        return self._post(chat, p, text, entities)

    def do_sendPhoto(self, p: Json, files: Files = NO_FILES) -> Json:
        chat = self._writable(p)
        return self._post_file(chat, p, self._photo(p["photo"], files))

    def do_sendDocument(self, p: Json, files: Files = NO_FILES) -> Json:
        chat = self._writable(p)
        return self._post_file(chat, p, self._file(p["document"], files))

    def _post_file(self, chat: Chat, p: Json, file: File) -> Json:
        text, entities = self._parsed(p["caption"], p, CAPTION) if p.get("caption") else ("", [])
        self._telegram.files[file.id] = file
        return self._post(chat, p, text, entities, file=file)

    def _file(self, given: str, files: Files) -> File:
        name = given.removeprefix("attach://")
        file = files.get(name) if name != given else self._telegram.files.get(given)
        if file is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if not file.data:
            raise bad("file must be non-empty")
        if len(file.data) > LARGEST_FILE:
            raise ApiError(413, "Request Entity Too Large")
        return file

    def _photo(self, given: str, files: Files) -> File:
        """An upload is looked at; a file that is known as something else is no photo."""
        file = self._file(given, files)
        if given in self._telegram.files and file.size is None:
            raise bad("can't use file of type Document as Photo")
        return pictures.measured(file)

    def do_getFile(self, p: Json) -> Json:
        file = self._telegram.files.get(p["file_id"])
        if file is None:
            raise bad("wrong file_id or the file is temporarily unavailable")
        return {"file_id": file.id, "file_unique_id": f"u{file.id}", "file_path": f"files/{file.id}"}

    def do_sendPoll(self, p: Json) -> Json:
        chat = self._writable(p)
        if chat.polls_forbidden:
            raise bad("not enough rights to send polls to the chat")
        _check_poll(chat, p)
        poll_id = str(10_000_000_000 + self._telegram.new_id())
        poll = Poll(poll_id, p["question"], [option["text"] for option in p["options"]], p)
        return self._post(chat, p, "", [], poll=poll)

    def do_stopPoll(self, p: Json) -> Json:
        message = self._own(p, "poll to stop")
        if message.poll is None:
            raise bad("message with poll to stop not found")
        if message.poll.closed:
            raise bad("poll has already been closed")
        message.poll.closed = True
        self._telegram.on_change(message)
        return poll_json(message.poll)

    # --- messages that change

    def do_editMessageText(self, p: Json) -> Json:
        message = self._own(p, "message to edit")
        if message.poll is not None or message.file is not None:
            raise bad("there is no text in the message to edit")
        return self._changed(message, p, *self._parsed(p.get("text", ""), p))

    def do_editMessageCaption(self, p: Json) -> Json:
        message = self._own(p, "message to edit")
        if message.file is None:
            raise bad("there is no caption in the message to edit")
        text, entities = self._parsed(p["caption"], p, CAPTION) if p.get("caption") else ("", [])
        return self._changed(message, p, text, entities)

    def do_editMessageMedia(self, p: Json, files: Files = NO_FILES) -> Json:
        message, media = self._own(p, "message to edit"), p["media"]
        if media["type"] != "photo":
            self._telegram.violations.append(f"media {media['type']} is not simulated")
            raise bad(f"media {media['type']} is not simulated")
        if message.poll is not None:
            raise bad("message can't be edited")
        file = self._photo(media["media"], files)
        text, entities = self._parsed(media["caption"], media, CAPTION) if media.get("caption") else ("", [])
        self._telegram.files[file.id] = file
        return self._changed(message, p, text, entities, file)

    def do_editMessageReplyMarkup(self, p: Json) -> Json:
        message = self._own(p, "message to edit")
        return self._changed(message, p, message.text, message.entities)

    def _changed(self, message: Message, p: Json, text: str, entities: list[Entity], file: File | None = None) -> Json:
        """file: takes the place of what is there; None leaves it."""
        keyboard, file = self._keyboard(p), file or message.file
        now = (message.text, message.entities, message.keyboard, message.file)
        if (text, entities, keyboard, file) == now:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same"
                " as a current content and reply markup of the message"
            )
        message.text, message.entities, message.keyboard, message.file = text, entities, keyboard, file
        message.edits += 1
        self._telegram.on_change(message)
        return message_json(message)

    def do_deleteMessage(self, p: Json) -> bool:
        message = self._own(p, "message to delete", delete=True)
        if self._telegram.clock() - message.date > DELETABLE:
            raise bad("message can't be deleted for everyone")
        message.deleted = True
        self._telegram.on_change(message)
        return True

    # --- answers

    def do_answerCallbackQuery(self, p: Json) -> bool:
        press = self._waiting(self._telegram.presses, p["callback_query_id"], STALE)
        if len(p.get("text", "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        press["answer"] = {"text": p.get("text", ""), "alert": p.get("show_alert", False)}
        self._telegram.on_answer(p["callback_query_id"], press)
        return True

    def do_answerInlineQuery(self, p: Json) -> bool:
        query = self._waiting(self._telegram.inline, p["inline_query_id"], STALE_INLINE)
        results = p["results"]
        if len(results) > 50:
            raise bad("RESULTS_TOO_MUCH")
        if len({result["id"] for result in results}) < len(results):
            raise bad("RESULT_ID_DUPLICATE")
        query["answer"] = {"results": [self._inline_result(result) for result in results]}
        self._telegram.on_answer(p["inline_query_id"], query)
        return True

    def do_answerGuestQuery(self, p: Json) -> Json:
        query = self._waiting(self._telegram.inline, p["guest_query_id"], STALE_INLINE)
        query["answer"] = {"results": [self._inline_result(p["result"])]}
        self._telegram.on_answer(p["guest_query_id"], query)
        return {"inline_message_id": f"guest{p['guest_query_id']}"}

    def _inline_result(self, result: Json) -> Json:
        if not 1 <= len(result["id"].encode()) <= 64:
            raise bad("RESULT_ID_INVALID")
        if result["type"] != "article":
            self._telegram.violations.append(f"inline result {result['type']} is not simulated")
            raise bad(f"inline result {result['type']} is not simulated")
        content = result["input_message_content"]
        text, entities = self._parsed(content["message_text"], content)
        return {**result, "text": text, "entities": entities, "keyboard": self._keyboard(result)}

    def _waiting(self, queries: Mapping[str, Json], number: str, patience: timedelta) -> Json:
        query = queries.get(number)
        if query is None or query["answer"] is not None or self._telegram.clock() - query["at"] > patience:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        return query

    # --- about chats

    def do_getChat(self, p: Json) -> Json:
        chat = self._chat(p)
        if chat.bot_status in {"left", "kicked"} and chat.kind != "private" and not chat.username:
            raise bad("chat not found")
        return full_json(chat)

    def do_getChatMember(self, p: Json) -> Json:
        chat = self._chat(p)
        if p["user_id"] == self._telegram.bot["id"]:
            return member_json(self._telegram.bot, chat.bot_status)
        user = self._telegram.users.get(p["user_id"])
        if user is None:
            raise bad("user not found")
        return member_json(user, chat.members.get(p["user_id"], "left"))

    def do_getChatMemberCount(self, p: Json) -> int:
        return sum(status not in {"left", "kicked"} for status in self._chat(p).members.values()) + 1

    def do_getChatAdministrators(self, p: Json) -> list[Json]:
        members = self._chat(p).members.items()
        return [member_json(self._telegram.users[user], status) for user, status in members if status in ADMINS]

    def do_leaveChat(self, p: Json) -> bool:
        self._chat(p).bot_status = "left"
        return True

    # --- parts of calls

    def _chat(self, p: Json) -> Chat:
        chat = self._telegram.chats.get(p["chat_id"]) if isinstance(p["chat_id"], int) else None
        if chat is None:
            raise bad("chat not found")
        if chat.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        return chat

    def _writable(self, p: Json) -> Chat:
        chat = self._chat(p)
        _reachable(chat)
        thread = p.get("message_thread_id")
        if thread is not None and thread not in chat.threads:
            raise bad("message thread not found")
        if thread is not None and not chat.threads[thread]:
            raise bad("TOPIC_CLOSED")
        self._take_rate(chat)
        return chat

    def _take_rate(self, chat: Chat) -> None:
        limits = self._telegram.limits
        if limits is not None and (rest := limits.take(chat.id, chat.kind != "private")):
            raise ApiError(429, f"Too Many Requests: retry after {rest}", retry_after=rest)

    def _own(self, p: Json, what: str, *, delete: bool = False) -> Message:
        chat = self._chat(p)
        if chat.kind != "private":
            _reachable(chat)
        message = chat.message(p.get("message_id", 0))
        if message is None:
            raise bad(f"{what} not found")
        if not message.from_bot:
            raise bad("message can't be deleted" if delete else "message can't be edited")
        if not delete:
            self._take_rate(chat)
        return message

    def _parsed(self, source: str, p: Json, limit: int = TEXT) -> tuple[str, list[Entity]]:
        mode = p.get("parse_mode")
        if mode not in {None, "HTML"}:
            self._telegram.violations.append(f"parse_mode {mode} is not simulated")
            raise bad("unsupported parse_mode")
        try:
            text, entities = parse_html(source) if mode else (source.strip(), p.get("entities", []))
        except BadMarkup as error:
            self._telegram.violations.append(f"broken markup: {error}")
            raise bad(f"can't parse entities: {error}") from None
        if not text:
            raise bad("message text is empty")
        if len(text) > limit or units(text) > limit:
            self._telegram.violations.append(f"text over {limit} characters")
            raise bad("message is too long" if limit == TEXT else "message caption is too long")
        return text, entities

    def _keyboard(self, p: Json) -> list[list[Json]]:
        markup = p.get("reply_markup") or {}
        rows: list[list[Json]] = markup.get("inline_keyboard", [])
        buttons = [button for row in rows for button in row]
        if len(buttons) > 100 or any(len(row) > 8 or not row for row in rows):
            self._telegram.violations.append("keyboard too large")
            raise bad("reply markup is too long")
        for button in buttons:
            if not button["text"].strip():
                raise bad("Text buttons are unallowed in the inline keyboard")
            if len(set(button) - {"text", "style", "icon_custom_emoji_id"}) != 1:
                raise bad("Text buttons are unallowed in the inline keyboard")
            if "url" in button and not re.fullmatch(r"(https?|tg)://\S+", button["url"]):
                raise bad("inline keyboard button URL is invalid: Wrong HTTP URL")
        return rows

    def _post(
        self, chat: Chat, p: Json, text: str, entities: list[Entity], *, poll: Poll | None = None, file: Any = None
    ) -> Json:
        reply: Message | None = None
        if wanted := p.get("reply_parameters"):
            reply = chat.message(wanted["message_id"])
            if reply is None and not wanted.get("allow_sending_without_reply"):
                raise bad("message to be replied not found")
        message = Message(
            id=len(chat.messages) + 1,
            chat=chat,
            sender=self._telegram.sender,
            date=self._telegram.clock(),
            text=text,
            entities=entities,
            keyboard=self._keyboard(p),
            thread=p.get("message_thread_id"),
            reply_to=reply,
            silent=p.get("disable_notification", False),
            poll=poll,
            file=file,
        )
        chat.messages.append(message)
        if poll is not None:
            self._telegram.polls[poll.id] = message
        self._telegram.on_change(message)
        self._telegram.forward(message)
        return message_json(message)


def _reachable(chat: Chat) -> None:
    """403 where the bot may not write."""
    if chat.kind == "private" and chat.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if chat.kind == "private" and not chat.started:
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    if chat.kind != "private" and chat.bot_status in {"left", "kicked"}:
        raise ApiError(403, f"Forbidden: bot was kicked from the {chat.kind} chat")
    if chat.kind == "channel" and chat.bot_status not in ADMINS:
        raise bad("need administrator rights in the channel chat")


def _check_poll(chat: Chat, p: Json) -> None:
    _check_options(p)
    if chat.kind == "channel" and p.get("is_anonymous") is False:
        raise bad("non-anonymous polls can't be sent to channel chats")
    explanation = p.get("explanation", "")
    if len(explanation) > 200 or explanation.count("\n") > 2:
        raise bad("explanation is too long")
    if "open_period" in p and not 5 <= p["open_period"] <= 2_628_000:
        raise bad("open_period is out of range")


def _check_options(p: Json) -> None:
    texts = [option["text"].strip() for option in p["options"]]
    if not p["question"].strip() or not all(texts):
        raise bad("text must be non-empty")
    if len(set(texts)) < len(texts):
        raise bad("POLL_OPTION_DUPLICATE")
    correct = p.get("correct_option_ids")
    if p.get("type") != "quiz":
        if correct:
            raise bad("correct options can be specified only for quizzes")
        return
    if not correct:
        raise bad("correct option must be specified for quiz")
    if correct != sorted(set(correct)) or not all(0 <= place < len(texts) for place in correct):
        raise bad("correct_option_ids must be strictly increasing")
    if len(correct) > 1 and not p.get("allows_multiple_answers"):
        raise bad("a quiz with several correct options must allow multiple answers")
