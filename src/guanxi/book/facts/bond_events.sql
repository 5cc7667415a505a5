-- Grain: one row per verified bond, not yet capped. Inputs: events, kind_flags.
-- Verified: the other end is a known contact and not oneself, and no machine made it. A reader must itself ignore what
-- comes after its moment.
CREATE OR REPLACE TEMP TABLE bond_events AS
SELECT e.contact_id, e.event_id, e.occurred_ms, k.verified_milli
FROM events e JOIN kind_flags k USING (kind_id)
WHERE k.verified_milli > 0 AND e.peer_id > 0 AND e.peer_id <> e.contact_id AND NOT e.automated
