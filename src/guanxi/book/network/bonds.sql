-- Grain: one row per contact and other contact that it is bound to: a bond has a direction here (who did it → to whom).
-- Inputs: events, kinds, contacts; $at_ms. Nothing after the moment is read; machines and bonds with oneself bind nobody.
-- invited_ms: the earliest invitation (an event, or the list of contacts naming an inviter); a conversion stands for its
-- invitation only where no invitation is on record; NULL: none, or of unknown time (see invites).
CREATE OR REPLACE TEMP TABLE network_bonds AS
WITH seen AS (
  SELECT e.contact_id, e.peer_id, e.occurred_ms,
         k.kind = 'referral_made' AS invites, k.kind = 'referral_converted' AS converts
  FROM events e JOIN kinds k USING (kind_id)
  WHERE k.role = 'bond' AND e.peer_id > 0 AND e.peer_id <> e.contact_id AND NOT e.automated AND e.occurred_ms <= $at_ms
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
