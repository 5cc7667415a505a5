-- Grain: one row. Inputs: network_seen, contacts; $at_ms. Mentions of an invitation that bind nobody: of oneself, in
-- events and in the list of contacts, and of nobody who is named.
SELECT count(*) FILTER (peer_id = contact_id)
         + (SELECT count(*) FROM contacts
            WHERE inviter_id = contact_id AND inviter_id > 0 AND (acquired_ms IS NULL OR acquired_ms <= $at_ms))
         AS to_oneself,
       count(*) FILTER (peer_id = 0) AS to_nobody_known
FROM network_seen
WHERE invites
