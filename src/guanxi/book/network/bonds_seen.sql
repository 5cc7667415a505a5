-- Grain: one row per bond event at or before $at_ms that no machine made. Inputs: events, kinds. Read once: what binds and
-- what does not are told apart from here.
CREATE OR REPLACE TEMP TABLE network_seen AS
SELECT e.contact_id, e.peer_id, e.occurred_ms,
       k.kind = 'referral_made' AS invites, k.kind = 'referral_converted' AS converts
FROM events e JOIN kinds k USING (kind_id)
WHERE k.role = 'bond' AND NOT e.automated AND e.occurred_ms <= $at_ms
