-- Grain: one row per contact with an event in ($at_ms, $end_ms].
-- Inputs: events, kind_flags, money_events, bond_events. A label never looks beyond $end_ms, and the caller keeps
-- $end_ms within what is known.
WITH blocks AS (
  SELECT contact_id, sum(amount_fen) AS net_fen
  FROM money_events WHERE occurred_ms > $at_ms AND occurred_ms <= $end_ms
  GROUP BY contact_id, (occurred_ms - $at_ms - 1) // 86400000
), money AS (
  SELECT contact_id, count(*) FILTER (net_fen > 0) AS n_orders, sum(net_fen)::BIGINT AS net_fen
  FROM blocks GROUP BY contact_id
), bonds AS (
  SELECT contact_id, count(*) AS n_bonds
  FROM bond_events WHERE occurred_ms > $at_ms AND occurred_ms <= $end_ms
  GROUP BY contact_id
), signs AS (
  SELECT e.contact_id,
         count(*) FILTER (k.is_full_act AND NOT e.automated) AS n_acts,
         count(*) FILTER (k.is_break OR k.is_strain) AS n_strains
  FROM events e JOIN kind_flags k USING (kind_id)
  WHERE e.occurred_ms > $at_ms AND e.occurred_ms <= $end_ms
  GROUP BY e.contact_id
)
SELECT s.contact_id, s.n_acts, s.n_strains, coalesce(b.n_bonds, 0) AS n_bonds, coalesce(m.n_orders, 0) AS n_orders,
       coalesce(m.net_fen, 0)::BIGINT AS net_fen
FROM signs s LEFT JOIN money m USING (contact_id) LEFT JOIN bonds b USING (contact_id)
