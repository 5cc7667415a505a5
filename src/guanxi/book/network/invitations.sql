-- Grain: one row per inviter and invitee. Inputs: network_bonds. Not yet judged: see referrals.py.
SELECT contact_id AS one, peer_id AS other, invited_ms
FROM network_bonds
WHERE invites
ORDER BY 2, 3 NULLS LAST, 1
