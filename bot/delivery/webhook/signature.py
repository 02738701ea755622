"""Standard Webhooks' symmetric signature, version 1: HMAC-SHA256 over id, time of the attempt and body. Pure."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime


def headers(message_id: str, at: datetime, body: bytes, keys: Sequence[bytes]) -> dict[str, str]:
    """The three headers of an attempt; with several keys one signature each, so that a receiver can change over from one to the other."""
    attempted = str(int(at.timestamp()))
    signed = f"{message_id}.{attempted}.".encode() + body
    signatures = (base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": attempted,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
