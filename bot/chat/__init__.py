"""What people type and press, and one message out: the only package that speaks to Telegram."""

import logging
import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # durations as timedelta, the library's coming default: the other form warns at each use
logging.getLogger("telegram").setLevel(logging.INFO)  # at DEBUG it logs the URL, which holds the token, and all that people write
logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it logs each request's URL
