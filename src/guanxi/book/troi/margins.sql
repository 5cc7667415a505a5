-- Grain: one row per contact with money in $from_ms < t <= $until_ms, in own time. Inputs: money_events.
SELECT contact_id, sum(amount_fen)::BIGINT AS net_fen
FROM money_events WHERE occurred_ms > $from_ms AND occurred_ms <= $until_ms
GROUP BY contact_id
