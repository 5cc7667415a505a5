-- Grain: one row per period and whole minute of waiting. Inputs: mirror_messages, mirror_periods. Answered messages only.
SELECT p.period, m.waited_ms // 60000 AS minutes, count(*) AS n
FROM mirror_messages m JOIN mirror_periods p
  ON m.occurred_ms > p.until_ms - $wait_ms - $quarter_ms AND m.occurred_ms <= p.until_ms - $wait_ms
WHERE m.waited_ms IS NOT NULL
GROUP BY 1, 2
