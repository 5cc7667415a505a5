-- Grain: one row per contact with an event in ($at_ms, $end_ms].
-- Inputs: events, kind_flags. A label never looks beyond $end_ms, and the caller keeps $end_ms within what is known.
WITH future AS (
  SELECT e.contact_id, e.kind_id, e.amount_fen, e.occurred_ms, e.automated, e.peer_id
  FROM events e WHERE e.occurred_ms > $at_ms AND e.occurred_ms <= $end_ms
), blocks AS (
  SELECT contact_id, sum(amount_fen) AS net_fen
  FROM future f JOIN kind_flags k USING (kind_id)
  WHERE k.is_money AND NOT (f.automated AND k.is_order)
  GROUP BY contact_id, (f.occurred_ms - $at_ms - 1) // 86400000
), money AS (
  SELECT contact_id, count(*) FILTER (net_fen > 0) AS n_orders, sum(net_fen)::BIGINT AS net_fen
  FROM blocks GROUP BY contact_id
), signs AS (
  SELECT f.contact_id,
         count(*) FILTER (k.is_full_act AND NOT f.automated) AS n_acts,
         count(*) FILTER (k.is_break OR k.is_strain) AS n_strains,
         count(*) FILTER (k.verified_milli > 0 AND f.peer_id > 0 AND f.peer_id <> f.contact_id AND NOT f.automated)
           AS n_bonds
  FROM future f JOIN kind_flags k USING (kind_id)
  GROUP BY f.contact_id
)
SELECT s.contact_id, s.n_acts, s.n_strains, s.n_bonds, coalesce(m.n_orders, 0) AS n_orders,
       coalesce(m.net_fen, 0)::BIGINT AS net_fen
FROM signs s LEFT JOIN money m USING (contact_id)
