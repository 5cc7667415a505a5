"""The words by which people write a currency, as one pattern per currency."""

from __future__ import annotations

_SYMBOLS: dict[str, str] = {
    "CNY": r"¥|元|圆|块|人民币|RMB|CNY",
    "USD": r"US\$|\$|USD|美元",
    "EUR": r"€|EUR|欧元",
    "GBP": r"£|GBP|英镑",
    "JPY": r"JP¥|¥|円|JPY|日元",
    "HKD": r"HK\$|\$|HKD|港币|港元",
    "TWD": r"NT\$|\$|TWD|台币|元",
    "SGD": r"S\$|\$|SGD|新元",
    "KRW": r"₩|KRW|韩元",
    "MYR": r"RM|MYR",
    "THB": r"฿|THB|泰铢",
    "AUD": r"A\$|\$|AUD|澳元",
    "CAD": r"C\$|\$|CAD|加元",
}


def symbols(currency: str) -> str:
    """A regular expression of the words that may stand beside an amount in ``currency``."""
    return _SYMBOLS.get(currency, currency)
