-- Grain: one row per contact and period that ordered in the year before the last; k: and again in the last one.
-- Inputs: money_events, mirror_periods. An order is a 24-hour block whose net is positive, as in the facts.
SELECT contact_id, period, 1 AS n, CAST(bool_or(age < shift_days + $year_days) AS INTEGER) AS k
FROM (
  SELECT contact_id, ($at_ms - occurred_ms) // 86400000 AS age
  FROM money_events WHERE occurred_ms <= $at_ms
  GROUP BY 1, 2 HAVING sum(amount_fen) > 0
) b
JOIN mirror_periods p ON b.age >= p.shift_days AND b.age < p.shift_days + 2 * $year_days
GROUP BY contact_id, period
HAVING bool_or(age >= shift_days + $year_days)
