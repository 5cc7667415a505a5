-- Grain: one row per contact with verified bonds. Inputs: bond_events, decay; $at_ms, $until_ms, $cap.
-- At most $cap per inviter and 30 days, best first: a farm of five hundred invitees is worth as much as five friends.
-- The 30 days are fixed blocks of the calendar: blocks counted back from the moment would cut a farm in two as time
-- goes by, and trust would rise without an event.
WITH ranked AS (
  SELECT contact_id, ($at_ms - occurred_ms) // 86400000 AS age, verified_milli,
         row_number() OVER (PARTITION BY contact_id, occurred_ms // 2592000000
                            ORDER BY verified_milli DESC, occurred_ms, event_id) AS place
  FROM bond_events
  WHERE occurred_ms <= $until_ms
)
SELECT r.contact_id, sum(r.verified_milli * d.w_bond)::BIGINT AS verified_w
FROM ranked r JOIN decay d ON d.age = r.age
WHERE r.place <= $cap
GROUP BY r.contact_id
