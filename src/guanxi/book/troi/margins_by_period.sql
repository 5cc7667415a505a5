-- Grain: one row per contact and period of $period_ms (own time), spanning $span_ms before the assignment and as much after;
-- period 0 is the earliest. Inputs: money_events.
SELECT contact_id, (occurred_ms - $launch_ms + $span_ms - 1) // $period_ms AS period,
       sum(amount_fen)::BIGINT AS net_fen
FROM money_events
WHERE occurred_ms > $launch_ms - $span_ms AND occurred_ms <= $launch_ms + $span_ms
GROUP BY contact_id, period
