"""The bot and its database as the integration tests have them."""

from tests.integration.conftest import bot, empty_database, store, url

__all__ = ["bot", "empty_database", "store", "url"]
