"""What a person calls the book's codes."""

from __future__ import annotations

from guanxi.report.words.phrase import Phrase

TIERS = {
    "core": Phrase("核心", "Core"),
    "ordinary": Phrase("普通", "Ordinary"),
    "doubtful": Phrase("存疑", "Doubtful"),
    "none": Phrase("不分层（已断开）", "No tier (broken off)"),
}
STAGES = {
    "new": Phrase("新客户", "New"),
    "active": Phrase("活跃", "Active"),
    "cooling": Phrase("转冷", "Cooling"),
    "dormant": Phrase("沉睡", "Dormant"),
    "lost": Phrase("流失", "Lost"),
}
LAYERS = {
    "high_value": Phrase("高价值", "High value"),
    "potential": Phrase("潜力", "Potential"),
    "silent_buyer": Phrase("沉默但在买", "Silent but buying"),
    "asked_too_often": Phrase("索取过多", "Asked too often"),
}
VERDICTS = {
    "asset": Phrase("资产", "Asset"),
    "marginal": Phrase("临界", "Marginal"),
    "liability": Phrase("负债", "Liability"),
    "not_enough_evidence": Phrase("证据不足", "Not enough evidence"),
}
BANDS = {
    "prime_asset": Phrase("优质资产", "Prime asset"),
    "asset": Phrase("资产", "Asset"),
    "marginal": Phrase("鸡肋", "Marginal"),
    "toxic_liability": Phrase("有毒负债", "Toxic liability"),
}
DIMENSIONS = {
    "channel": Phrase("渠道", "Channel"),
    "staff": Phrase("员工", "Staff"),
    "group": Phrase("社群", "Group"),
    "cohort": Phrase("获客批次", "Cohort"),
    "program": Phrase("项目", "Program"),
    "touchpoint": Phrase("触点", "Touchpoint"),
    "tier": Phrase("层级", "Tier"),
}
ROLL_FORWARD = {
    "opening": Phrase("期初", "Opening"),
    "restatement": Phrase("期初更正", "Restatement"),
    "recalibration": Phrase("重新校准", "Recalibration"),
    "acquired": Phrase("新增与重新添加", "Acquired or restored"),
    "write_offs": Phrase("核销", "Write-offs"),
    "depreciation": Phrase("沉默折旧", "Depreciation by silence"),
    "healing": Phrase("时间修复", "Healing with time"),
    "trust_earned": Phrase("赢得的信任", "Trust earned"),
    "trust_lost": Phrase("失去的信任", "Trust lost"),
    "potential_change": Phrase("潜在价值变动", "Change of potential"),
    "transferred_in": Phrase("转入", "Transferred in"),
    "transferred_out": Phrase("转出", "Transferred out"),
    "closing": Phrase("期末", "Closing"),
}
OUTCOMES = {
    "acts": Phrase("会下单或回复", "Acts (buys or replies)"),
    "responds": Phrase("会回应下一次邀请", "Responds to the next ask"),
    "stays": Phrase("不断开、不投诉", "Stays (no break, no strain)"),
    "refers": Phrase("会介绍朋友", "Refers a friend"),
}
HEAD_STATUSES = {
    "live": Phrase("启用", "Live"),
    "replaced_by_rfm": Phrase("由 RFM 代替", "Replaced by RFM"),
    "left_out": Phrase("不采用", "Left out"),
    "no_labels": Phrase("标签不足", "Too few labels"),
}
TRUST_STATUSES = {
    "calibrated": Phrase("已校准", "Calibrated"),
    "uncalibrated_index": Phrase("未校准的指数", "Uncalibrated index"),
}
PREDICTORS = {
    "heads": Phrase("guanxi 信任模型", "guanxi trust heads"),
    "base_rate": Phrase("基准比例", "Base rate"),
    "rfm_quintiles": Phrase("RFM 五分位之和", "RFM quintile sum"),
    "rfm_logistic": Phrase("RFM 逻辑回归", "RFM logistic"),
    "rfm_and_answers": Phrase("RFM + 响应历史", "RFM + response history"),
    "rfm_stand_in": Phrase("RFM 替补（不因沉默而升）", "RFM stand-in (cannot rise in silence)"),
    "orders_90": Phrase("近 90 天订单数", "Orders of the last 90 days"),
    "p_alive": Phrase("活跃概率", "P(alive)"),
    "boosting": Phrase("梯度提升（上限参照）", "Gradient boosting (ceiling)"),
}
MODELS = {
    "mbg_nbd": Phrase("MBG/NBD", "MBG/NBD"),
    "bg_nbd": Phrase("BG/NBD", "BG/NBD"),
    "pareto_nbd": Phrase("Pareto/NBD", "Pareto/NBD"),
    "gamma_gamma": Phrase("Gamma-Gamma", "Gamma-Gamma"),
}
CALIBRATIONS = {
    "isotonic": Phrase("保序回归", "isotonic"),
    "platt": Phrase("Platt", "Platt"),
}
SUB_SCORES = {
    "frequency": Phrase("频率", "frequency"),
    "silence": Phrase("沉默", "silence"),
    "willingness": Phrase("意愿", "willingness"),
    "response": Phrase("响应", "response"),
    "latency": Phrase("回复速度", "latency"),
    "referral": Phrase("推荐", "referral"),
    "brake": Phrase("刹车（投诉等）", "brake (strain)"),
    "break": Phrase("断开", "break"),
}
TABLES = {
    "events": Phrase("事件", "events"),
    "orders": Phrase("订单", "orders"),
    "contacts": Phrase("客户", "contacts"),
    "contact_keys": Phrase("客户编号", "contact keys"),
    "staff_edges": Phrase("员工与客户关系", "staff edges"),
    "order_lines": Phrase("订单明细", "order lines"),
    "order_items": Phrase("商品明细", "order items"),
    "assignments": Phrase("实验分组", "assignments"),
    "costs": Phrase("费用", "costs"),
    "promises": Phrase("承诺", "promises"),
    "": Phrase("未识别", "not recognised"),
}
