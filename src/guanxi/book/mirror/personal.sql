-- Grain: one row per touch by a person of the brand. Input: mirror_conduct. What an answer or a follow-up can be.
CREATE OR REPLACE TEMP TABLE mirror_personal AS
SELECT contact_id, occurred_ms FROM mirror_conduct WHERE writer = 'person'
