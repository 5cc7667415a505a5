-- Grain: one row per contact and period that was sent something in the quarter; k: asks among gives and asks.
-- Inputs: mirror_conduct, mirror_periods.
SELECT s.contact_id, p.period, count(*) AS n, count(*) FILTER (s.is_ask) AS k
FROM mirror_conduct s JOIN mirror_periods p ON s.occurred_ms > p.until_ms - $quarter_ms AND s.occurred_ms <= p.until_ms
WHERE s.is_send
GROUP BY s.contact_id, p.period
