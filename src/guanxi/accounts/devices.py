"""What a browser calls itself, in two words: enough to know one's own devices again, too little to track anybody."""

from __future__ import annotations

BROWSERS = (
    ("wxwork", "企业微信 WeCom"),
    ("micromessenger", "微信 WeChat"),
    ("edg", "Edge"),
    ("firefox", "Firefox"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)
"""The first that is found counts: most claim to be several."""
SYSTEMS = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("mac os", "macOS"),
    ("linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Such as ``"Chrome · Windows"``; nothing of what was sent is kept as it was, so it cannot be hostile."""
    text = user_agent[:400].lower()
    words = [next((name for mark, name in marks if mark in text), "") for marks in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, words))
