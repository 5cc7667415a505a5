"""What the environment says: the brand's settings, clock and zone, names and encryption."""

from __future__ import annotations

import os
import time

from django.conf import settings
from django.db import connection

from guanxi.intake.brand import current_brand
from guanxi.kit.clock import moment, zone
from guanxi.kit.errors import GuanxiError
from guanxi.kit.phrase import Phrase
from guanxi.site.doctor.findings import Finding, ok, warn, wrong

BRAND, CLOCK, NAMES = Phrase("品牌设置", "brand"), Phrase("时钟", "clock"), Phrase("域名与加密", "hosts")
BUILT_MS = 1_767_225_600_000
"""No machine can be older than this version: 2026-01-01."""
LEASE_TOLERANCE_S = 10


def brand() -> Finding:
    """``guanxi.yaml`` reads, and its zone is one."""
    try:
        known = current_brand()
        zone(known.zone)
    except GuanxiError as error:
        return wrong(BRAND, error.en, error.zh)
    name = known.brand or "guanxi.yaml"
    return ok(BRAND, f"{name}, {known.zone}, {known.currency}", f"{name}，{known.zone}，{known.currency}")


def clock(now_ms: int) -> Finding:
    """Not before this version was made, and in step with the database's."""
    if now_ms < BUILT_MS:
        return wrong(
            CLOCK,
            f"This machine says it is {moment(now_ms):%Y-%m-%d}. Set its clock (NTP): every date is taken from it.",
            f"本机时间为 {moment(now_ms):%Y-%m-%d}，不正确。请校准时钟（NTP）：所有日期都取自它。",
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
            apart_s = abs(float(cursor.fetchone()[0]) - time.time())
        if apart_s > LEASE_TOLERANCE_S:
            return warn(
                CLOCK,
                f"The database's clock is {apart_s:.0f} s away from this machine's. Set both by NTP.",
                f"数据库与本机的时钟相差 {apart_s:.0f} 秒。请用 NTP 校准两者。",
            )
    return ok(CLOCK, f"{moment(now_ms):%Y-%m-%d %H:%M} UTC", f"{moment(now_ms):%Y-%m-%d %H:%M} UTC")


def names() -> Finding:
    """A workspace that is open to others has a name, and answers to it over HTTPS only."""
    given = tuple(filter(None, os.environ.get("GUANXI_HOSTS", "").split(",")))
    is_https = bool(settings.IS_BEHIND_HTTPS)
    if any(name.startswith(("*", ".")) for name in given):
        return wrong(
            NAMES,
            "GUANXI_HOSTS lets any name in, so that a forged Host header is believed. Write the full names.",
            "GUANXI_HOSTS 放行了任意域名，伪造的 Host 会被信任。请写出完整域名。",
        )
    if given and not is_https:
        return wrong(
            NAMES,
            f"{given[0]} is served without HTTPS: sessions can be read on the way. Put a proxy with a certificate in"
            " front and set GUANXI_HTTPS=1.",
            f"{given[0]} 没有使用 HTTPS，会话可能被窃听。请在前面配置带证书的反向代理，并设置 GUANXI_HTTPS=1。",
        )
    if is_https and not given:
        return warn(
            NAMES,
            "GUANXI_HTTPS is set, but no name in GUANXI_HOSTS: only this machine gets an answer.",
            "设置了 GUANXI_HTTPS，但 GUANXI_HOSTS 为空：只有本机能够访问。",
        )
    if given:
        return ok(NAMES, f"{', '.join(given)}, by HTTPS", f"{'、'.join(given)}，HTTPS")
    return ok(NAMES, "this machine only", "仅限本机访问")
