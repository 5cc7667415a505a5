-- Grain: one row per contact and other contact that it is bound to: a bond has a direction here (who did it → to whom).
-- Inputs: network_seen, contacts; $at_ms. Bonds with oneself bind nobody.
-- invited_ms: the earliest invitation (an event, or the list of contacts naming an inviter); a conversion stands for its
-- invitation only where no invitation is on record; NULL: none, or of unknown time (see invites).
CREATE OR REPLACE TEMP TABLE network_bonds AS
WITH seen AS (
  SELECT contact_id, peer_id, occurred_ms, invites, converts
  FROM network_seen
  WHERE peer_id > 0 AND peer_id <> contact_id
  UNION ALL
  SELECT inviter_id, contact_id, acquired_ms, true, false
  FROM contacts
  WHERE inviter_id > 0 AND inviter_id <> contact_id AND (acquired_ms IS NULL OR acquired_ms <= $at_ms)
)
SELECT contact_id, peer_id,
       min(occurred_ms) AS first_ms,
       max(occurred_ms) AS latest_ms,
       count(*) AS n_events,
       bool_or(invites OR converts) AS invites,
       coalesce(min(occurred_ms) FILTER (invites), min(occurred_ms) FILTER (converts)) AS invited_ms
FROM seen
GROUP BY contact_id, peer_id
