-- Grain: one row. Inputs: network_seen. Invitations that bind nobody: of oneself, and of nobody who is known.
SELECT count(*) FILTER (peer_id = contact_id) AS to_oneself, count(*) FILTER (peer_id = 0) AS to_nobody_known
FROM network_seen
WHERE invites
