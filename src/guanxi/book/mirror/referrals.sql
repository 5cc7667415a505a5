-- Grain: one row per invitee whose first valid inviter brought a verified referral; read over all contacts at once, since
-- the two ends of a bond lie in different buckets. Inputs: events, mirror_kinds, kinds, contacts.
-- Valid: another known contact, who had not paid before the invitation (an event, or an inviter named in the list of
-- contacts). Verified: a conversion on record, else a first payment within $convert_ms of the invitation. Of several
-- inviters the earliest counts.
-- is_prompted: the inviter was asked to refer within $prompt_ms before the invitation.
WITH seen AS (
  SELECT e.contact_id AS inviter, e.peer_id AS invitee, e.occurred_ms, k.kind = 'referral_converted' AS converts
  FROM events e JOIN kinds k USING (kind_id)
  WHERE k.kind IN ('referral_made', 'referral_converted') AND NOT e.automated
    AND e.peer_id > 0 AND e.peer_id <> e.contact_id AND e.occurred_ms <= $at_ms
  UNION ALL
  SELECT inviter_id, contact_id, acquired_ms, false
  FROM contacts WHERE inviter_id > 0 AND inviter_id <> contact_id AND acquired_ms <= $at_ms
), pairs AS (
  SELECT inviter, invitee,
         coalesce(min(occurred_ms) FILTER (NOT converts), min(occurred_ms)) AS invited_ms,
         min(occurred_ms) FILTER (converts) AS converted_ms
  FROM seen GROUP BY inviter, invitee
), paid AS (
  SELECT e.contact_id AS invitee, min(e.occurred_ms) AS paid_ms
  FROM events e JOIN kinds k USING (kind_id)
  WHERE k.kind = 'order_paid' AND e.amount_fen > 0 AND e.occurred_ms <= $at_ms
    AND e.contact_id IN (SELECT invitee FROM pairs)
  GROUP BY 1
), first AS (
  SELECT p.inviter, p.invited_ms,
         CASE WHEN p.converted_ms IS NOT NULL THEN p.converted_ms
              WHEN o.paid_ms <= p.invited_ms + $convert_ms THEN o.paid_ms END AS verified_ms
  FROM pairs p LEFT JOIN paid o USING (invitee)
  WHERE o.paid_ms IS NULL OR o.paid_ms >= p.invited_ms
  QUALIFY row_number() OVER (PARTITION BY p.invitee ORDER BY p.invited_ms, p.inviter) = 1
), asked AS (
  SELECT e.contact_id AS inviter, e.occurred_ms
  FROM events e JOIN kinds k USING (kind_id)
  WHERE k.kind = 'referral_asked' AND e.contact_id IN (SELECT inviter FROM first)
)
SELECT f.inviter AS contact_id, f.verified_ms,
       coalesce(f.invited_ms - a.occurred_ms <= $prompt_ms, false) AS is_prompted
FROM first f ASOF LEFT JOIN asked a ON f.inviter = a.inviter AND f.invited_ms >= a.occurred_ms
WHERE f.verified_ms IS NOT NULL
