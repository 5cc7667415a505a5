-- Grain: one row per contact and period that wrote in the quarter; k: messages that a person answered in time.
-- Inputs: mirror_messages, mirror_periods. The quarter closes $wait_ms before its moment: what is open is not unanswered.
SELECT m.contact_id, p.period, count(*) AS n, count(m.waited_ms) AS k
FROM mirror_messages m JOIN mirror_periods p
  ON m.occurred_ms > p.until_ms - $wait_ms - $quarter_ms AND m.occurred_ms <= p.until_ms - $wait_ms
GROUP BY m.contact_id, p.period
