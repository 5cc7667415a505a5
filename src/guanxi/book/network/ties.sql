-- Grain: one row per pair of bound contacts, whoever began. Inputs: network_bonds. Sorted, so that what is drawn at
-- random from it is the same on every machine.
SELECT least(contact_id, peer_id) AS one, greatest(contact_id, peer_id) AS other,
       min(first_ms) AS first_ms, max(latest_ms) AS latest_ms, sum(n_events)::BIGINT AS n_events
FROM network_bonds
GROUP BY 1, 2
ORDER BY 1, 2
