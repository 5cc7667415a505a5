-- Grain: one row per pair of bound contacts. Inputs: network_bonds. Sorted, so that what is drawn at random from it is
-- the same on every machine. one_began: the end with the lower id did the earliest bond (of a tie, and of unknown time).
SELECT least(contact_id, peer_id) AS one, greatest(contact_id, peer_id) AS other,
       min(first_ms) AS first_ms, max(latest_ms) AS latest_ms, sum(n_events)::BIGINT AS n_events,
       (arg_min(contact_id, (coalesce(first_ms, 0), contact_id)) = any_value(least(contact_id, peer_id)))::BIGINT AS one_began
FROM network_bonds
GROUP BY least(contact_id, peer_id), greatest(contact_id, peer_id)
ORDER BY 1, 2
