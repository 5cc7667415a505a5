"""Refusals of intake."""

from __future__ import annotations

from guanxi.kit.errors import GuanxiError


class IntakeError(GuanxiError):
    """Base of what intake refuses."""

    code = "intake.error"


class SourceRefused(IntakeError):
    """A source cannot be made or changed like this."""

    code = "intake.source_refused"


class SourceClosed(IntakeError):
    """The write key belongs to a source that was closed."""

    code = "intake.source_closed"


class BatchTooLarge(IntakeError):
    """A call brings more events than one may."""

    code = "intake.batch_too_large"


class InboxFull(IntakeError):
    """The disk under the operational store is full; nothing of the call was stored."""

    code = "intake.disk_full"
    transient = True


class ProblemGone(IntakeError):
    """The problem was decided already, or cannot be replayed."""

    code = "intake.problem_decided"


class BrandRefused(IntakeError):
    """A setting of the brand cannot be like this; ``field`` names it on the page."""

    code = "intake.brand_refused"
    status = 400

    def __init__(self, en: str, zh: str, field: str) -> None:
        super().__init__(en, zh, field=field)
        self.field = field

    @classmethod
    def name(cls, longest: int) -> BrandRefused:
        """The brand's name is too long, or holds what cannot be seen."""
        return cls(
            f"A brand's name has at most {longest} characters, on one line. Shorten it.",
            f"品牌名称最多 {longest} 个字符，且在同一行内。请缩短。",
            "brand",
        )

    @classmethod
    def rate(cls, field: str) -> BrandRefused:
        """No percentage."""
        return cls(
            "A rate is a percentage from 0 to 100 with at most two decimals, such as 30 or 12.5.",
            "比率须为 0 到 100 的百分数，最多两位小数，例如 30 或 12.5。",
            field,
        )

    @classmethod
    def order(cls) -> BrandRefused:
        """An order of dates that is not offered."""
        return cls("Choose one of the orders offered.", "请选择列出的日期顺序之一。", "date_order")

    @classmethod
    def zone(cls) -> BrandRefused:
        """No time zone."""
        return cls(
            "There is no such time zone. Write one such as Asia/Shanghai.",
            "没有这个时区。请填写例如 Asia/Shanghai。",
            "zone",
        )

    @classmethod
    def zone_fixed(cls) -> BrandRefused:
        """There is data whose days were told in the zone."""
        return cls(
            "The time zone cannot change once there is data: its days were told in it. Nothing was saved.",
            "已有数据后不能更改时区：数据中的日期是按它划分的。没有保存任何更改。",
            "zone",
        )
