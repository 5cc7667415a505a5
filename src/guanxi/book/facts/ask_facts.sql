-- Grain: one row per contact that was asked something that is closed or answered by the moment.
-- Inputs: ask_outcomes, decay, latency (hours of delay → thousandths of exp(−delay/τ)); $at_ms, $until_ms.
SELECT
  a.contact_id,
  sum(d.w_response)::BIGINT AS asks_w,
  coalesce(sum(d.w_response) FILTER (a.is_answered), 0)::BIGINT AS answered_w,
  coalesce(sum(d.w_response * l.milli) FILTER (a.is_answered), 0)::BIGINT AS latency_w
FROM (
  SELECT contact_id, ($at_ms - asked_ms) // 86400000 AS age,
         coalesce(answered_ms <= $until_ms, false) AS is_answered,
         CASE WHEN answered_ms <= $until_ms THEN (answered_ms - asked_ms) // 3600000 ELSE 0 END AS delay_hours
  FROM ask_outcomes
  WHERE asked_ms <= $until_ms AND (asked_ms + window_ms <= $at_ms OR answered_ms <= $until_ms)
) a
JOIN decay d ON d.age = a.age
JOIN latency l ON l.hours = a.delay_hours
GROUP BY a.contact_id
