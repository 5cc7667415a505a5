-- Grain: one row per record of a contact. Inputs: contacts, channel_codes. A copy in numbers, read once per moment
-- instead of the view, which puts each contact together from several files.
CREATE OR REPLACE TEMP TABLE contact_records AS
SELECT c.contact_id, c.acquired_ms, coalesce(c.acquired_ms, c.valid_from_ms) AS since_ms, n.code AS channel
FROM contacts c LEFT JOIN channel_codes n USING (channel)
