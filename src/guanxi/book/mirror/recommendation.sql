-- Grain: one row per contact and period that ordered in the two years; k: recommended unprompted in the last year.
-- Inputs: money_events, mirror_referrals (see referrals.sql), mirror_periods.
WITH buyers AS (
  SELECT contact_id, period
  FROM (
    SELECT contact_id, ($at_ms - occurred_ms) // 86400000 AS age
    FROM money_events WHERE occurred_ms <= $at_ms
    GROUP BY 1, 2 HAVING sum(amount_fen) > 0
  ) b
  JOIN mirror_periods p ON b.age >= p.shift_days AND b.age < p.shift_days + 2 * $year_days
  GROUP BY contact_id, period
), recommended AS (
  SELECT DISTINCT r.contact_id, p.period
  FROM mirror_referrals r JOIN mirror_periods p
    ON r.verified_ms > p.until_ms - $year_ms AND r.verified_ms <= p.until_ms
  WHERE NOT r.is_prompted
)
SELECT b.contact_id, b.period, 1 AS n, CAST(r.contact_id IS NOT NULL AS INTEGER) AS k
FROM buyers b LEFT JOIN recommended r ON r.contact_id = b.contact_id AND r.period = b.period
