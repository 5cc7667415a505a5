-- Grain: one row per contact of mirror_chosen: the key that people know it by. Input: contact_keys.
SELECT contact_id, arg_min(source_key, source_id || ':' || source_key) AS source_key
FROM contact_keys WHERE contact_id IN (SELECT contact_id FROM mirror_chosen)
GROUP BY contact_id ORDER BY contact_id
