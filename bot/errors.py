"""What can go wrong in the bot, named by what the caller does next. The tree:

    BotError
      SettingsError                   stop at start: names every bad variable
      StoreError                      the database cannot be used: stop, say how to mend it
        StoreUnavailable              ... not now (locked, full, read-only): go on without, try again
        StoreDamaged                  ... and no waiting mends it: put a backup in its place
      WorkerFailed                    the second process gave no answer: say so to who asked, and go on
      SourceError(source_id, url)
        FetchError(retry_at)          try at the next poll, not before `retry_at`
        NotNow                        the publisher says that it can't answer now: try at the next poll, tell the operator when it lasts
        ParseError                    the body is not what was asked for: try again, tell the operator after three in a row
        ContractError                 the publisher changed something it promised: tell the operator now
        DisagreementError             two publishers say different things about one fact: it is withheld, tell the operator now
      DeliveryError(chat_id)
        DeliveryDeferred(retry_at)    the platform says: not now (that chat, or all of them)
          FloodWait                   ... because so much was sent, to that chat or to all: it does not say which
        DeliveryUncertain             the request left and no answer came: it may have been delivered
        DeliveryRefused(is_final)     this chat cannot be written to any more: close its subscriptions, at once or when it lasts
        DeliveryRejected              this message cannot be sent as it is: a fault of ours
        ChatMoved(new_chat_id)        the group became a supergroup: send to the new id
        TokenRejected                 the bot's token is not accepted: stop sending at all

Every error keeps its cause.
"""

from __future__ import annotations

from datetime import datetime


class BotError(Exception):
    """The base of all errors that the bot names."""


class SettingsError(BotError):
    """The environment is not usable."""


class StoreError(BotError):
    """The database cannot be used."""


class StoreUnavailable(StoreError):
    """The database cannot be read or written now; nothing was kept of what was tried."""


class StoreDamaged(StoreError):
    """The database's file is damaged, or is no database."""


class WorkerFailed(BotError):
    """The second process came to no answer: it took too long or too much, died, or could not be started."""


class SourceError(BotError):
    """A publisher's answer could not be used."""

    def __init__(self, message: str, *, source_id: str = "", url: str = "") -> None:
        super().__init__(message)
        self.source_id = source_id
        self.url = url


class FetchError(SourceError):
    """A page could not be fetched; do not ask again before `retry_at`, where the publisher said so."""

    def __init__(
        self, message: str, *, source_id: str = "", url: str = "", retry_at: datetime | None = None, status: int | None = None
    ) -> None:
        super().__init__(message, source_id=source_id, url=url)
        self.retry_at = retry_at
        self.status = status
        """The HTTP status, where that is what was wrong."""


class NotNow(SourceError):
    """A publisher answered, in form, that it cannot answer now: maintenance, load, a limit."""


class ParseError(SourceError):
    """A body is not of the form that was asked for: an error page, an empty or a cut body."""


class ContractError(SourceError):
    """A body has the right form but a promised field is missing, of another type, or outside its plausible range."""


class DisagreementError(SourceError):
    """Two publishers say different things about the same fact: what the second one says is not taken."""


class DeliveryError(BotError):
    """A message could not be delivered to a chat."""

    def __init__(self, message: str, *, chat_id: int) -> None:
        super().__init__(message)
        self.chat_id = chat_id


class DeliveryDeferred(DeliveryError):
    """Not now. `everyone` says that the platform holds back all chats, not this one alone."""

    def __init__(self, message: str, *, chat_id: int, retry_at: datetime, everyone: bool = False) -> None:
        super().__init__(message, chat_id=chat_id)
        self.retry_at = retry_at
        self.everyone = everyone


class FloodWait(DeliveryDeferred):
    """Not now, since too much was sent: to this chat, or by the bot as a whole, which the platform does not say."""


class DeliveryUncertain(DeliveryError):
    """The request left and no answer came."""


class DeliveryRefused(DeliveryError):
    """The chat does not take messages any more; with `only_topic` that topic of it.

    Where it is not `is_final` it is believed only when it lasts.
    """

    def __init__(self, message: str, *, chat_id: int, only_topic: bool = False, is_final: bool = True) -> None:
        super().__init__(message, chat_id=chat_id)
        self.only_topic = only_topic
        self.is_final = is_final


class DeliveryRejected(DeliveryError):
    """The platform does not take this message; `is_gone` says that it was to change one that is not there any more."""

    def __init__(self, message: str, *, chat_id: int, is_gone: bool = False) -> None:
        super().__init__(message, chat_id=chat_id)
        self.is_gone = is_gone


class ChatMoved(DeliveryError):
    """The chat has a new id."""

    def __init__(self, message: str, *, chat_id: int, new_chat_id: int) -> None:
        super().__init__(message, chat_id=chat_id)
        self.new_chat_id = new_chat_id


class TokenContested(BotError):
    """Another program listens with the bot's token."""


class TokenRejected(BotError):
    """The platform does not accept the bot's token."""
