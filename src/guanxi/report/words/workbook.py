"""Names of the workbook's sheets and columns."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

STATEMENT = Phrase("报表", "Statement")
ROLL_FORWARD = Phrase("变动", "Roll-forward")
TIERS = Phrase("层级", "Tiers")
ROI = Phrase("渠道回报", "ROI")
CUTS = Phrase("分布", "Cuts")
CORE = Phrase("核心客户", "Core contacts")
DRIFTING = Phrase("正在流失的价值", "Value drifting away")
LIABILITIES = Phrase("入不敷出", "Costing more than bringing")
TITLE = Phrase(
    "{sheet} · 截至 {day} · 未来 {days} 天 · 货币 {currency}", "{sheet} · as at {day} · {days} days · {currency}"
)
INDEX = Phrase("信任资本在此为指数，不是金额。", "Trust capital is an index here, not money.")
LINE = Phrase("项目", "Line")
VALUE = Phrase("数值", "Value")
LOW = Phrase("下限", "Low")
HIGH = Phrase("上限", "High")
LEVEL = Phrase("区间水平", "Level")
DIMENSION = Phrase("维度", "Dimension")
KEY = Phrase("名称", "Key")
EVIDENCE = Phrase("证据", "Evidence")
BAND = Phrase("等级", "Band")
WHY = Phrase("说明", "Note")
CONTACT = Phrase("客户编号", "Contact")
N_EFF = Phrase("有效证据", "Evidence (acts)")
P_ALIVE = Phrase("活跃概率", "P(alive)")
COST_TO_SERVE = Phrase("服务成本", "Cost to serve")
DRIVERS = Phrase("主要原因", "Main reasons")
REFERENCE_LOW = Phrase("参考下限", "Reference from")
REFERENCE_HIGH = Phrase("参考上限", "Reference to")
ROI_VALUE = Phrase("回报", "Return")
ROI_AFTER = Phrase("扣除维护后回报", "Return after maintenance")
