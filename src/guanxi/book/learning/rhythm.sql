-- Grain: one row per contact that bought, for the brand's rhythm at $at_ms. Inputs: money_events.
SELECT contact_id, count(*) AS n_blocks, max(age) - min(age) AS span_days
FROM (
  SELECT contact_id, ($at_ms - occurred_ms) // 86400000 AS age
  FROM money_events
  WHERE occurred_ms <= $at_ms
  GROUP BY 1, 2 HAVING sum(amount_fen) > 0
)
GROUP BY contact_id
