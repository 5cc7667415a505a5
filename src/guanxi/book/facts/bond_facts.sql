-- Grain: one row per contact with verified bonds. Inputs: events, kind_flags, decay; $at_ms, $until_ms, $cap.
-- Verified: the other end is a known contact and not oneself. At most $cap per inviter and 30 days, best first: a farm
-- of five hundred invitees is worth as much as five friends. The 30 days are fixed blocks of the calendar: blocks
-- counted back from the moment would cut a farm in two as time goes by, and trust would rise without an event.
WITH ranked AS (
  SELECT e.contact_id, ($at_ms - e.occurred_ms) // 86400000 AS age, k.verified_milli,
         row_number() OVER (PARTITION BY e.contact_id, e.occurred_ms // 2592000000
                            ORDER BY k.verified_milli DESC, e.occurred_ms, e.event_id) AS place
  FROM events e JOIN kind_flags k USING (kind_id)
  WHERE k.verified_milli > 0 AND e.peer_id > 0 AND e.peer_id <> e.contact_id
    AND NOT e.automated AND e.occurred_ms <= $until_ms
)
SELECT r.contact_id, sum(r.verified_milli * d.w_bond)::BIGINT AS verified_w
FROM ranked r JOIN decay d ON d.age = r.age
WHERE r.place <= $cap
GROUP BY r.contact_id
