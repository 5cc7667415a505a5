-- Grain: one row. Inputs: events, kinds. Invitations that bind nobody: of oneself, and of nobody who is known.
SELECT count(*) FILTER (e.peer_id = e.contact_id) AS to_oneself, count(*) FILTER (e.peer_id = 0) AS to_nobody_known
FROM events e JOIN kinds k USING (kind_id)
WHERE k.kind = 'referral_made' AND NOT e.automated AND e.occurred_ms <= $at_ms
