-- Grain: one row per contact of the read-out that is on record, in its own time as in own_time.sql.
CREATE OR REPLACE TEMP TABLE own_time_contacts AS
SELECT c.contact_id, c.channel, c.acquired_ms + m.move_ms AS acquired_ms, c.valid_from_ms + m.move_ms AS valid_from_ms
FROM contacts c JOIN (SELECT contact_id, $launch_ms - assigned_ms AS move_ms FROM dealt) m USING (contact_id)
