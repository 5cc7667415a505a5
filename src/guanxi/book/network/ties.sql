-- Grain: one row per pair of bound contacts. Inputs: network_bonds. Sorted, so that what is drawn at random from it is
-- the same on every machine. one_began: 1 where the end with the lower id did the earliest bond (of a tie, and of
-- unknown time): twice the time, and one more for the other direction, is least there.
SELECT least(contact_id, peer_id) AS one, greatest(contact_id, peer_id) AS other,
       min(first_ms) AS first_ms, max(latest_ms) AS latest_ms, sum(n_events)::BIGINT AS n_events,
       1 - min(2 * coalesce(first_ms, 0) + (contact_id > peer_id)::BIGINT) % 2 AS one_began
FROM network_bonds
GROUP BY ALL
ORDER BY 1, 2
