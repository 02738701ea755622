"""What people type and press, and one message out: the only package that speaks to Telegram.

python-telegram-bot is told to give durations as `timedelta`, its coming default: the other form warns at every use.
"""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")
