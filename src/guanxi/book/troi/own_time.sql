-- Grain: one row per event of a contact of the read-out, without the program's own, in the contact's own time: moved so
-- that its assignment falls on $launch_ms. Ages then count from each contact's own assignment, and one look at the
-- facts serves everybody, whenever assigned. Inputs: events, dealt, own_events.
-- An ask that says until when it stands says so in moved time too.
CREATE OR REPLACE TEMP TABLE own_time_events AS
SELECT event_id, contact_id, kind_id, automated, occurred_ms + move_ms AS occurred_ms, program_id, peer_id, amount_fen,
       cost_fen, value_hint_fen,
       -- What stands in the text may be any number; one that is no time of this world is not moved.
       CASE WHEN move_ms <> 0 AND told_ms BETWEEN -9000000000000000 AND 9000000000000000
            THEN json_object('until_ms', told_ms + move_ms)::VARCHAR
            ELSE properties END AS properties
FROM (
  SELECT e.*, m.move_ms,
         CASE WHEN e.properties LIKE '%until_ms%' AND json_valid(e.properties)
              THEN try_cast(json_extract_string(e.properties, '$.until_ms') AS BIGINT) END AS told_ms
  FROM events e JOIN (SELECT contact_id, $launch_ms - assigned_ms AS move_ms FROM dealt) m USING (contact_id)
  WHERE NOT EXISTS (FROM own_events o WHERE o.event_id = e.event_id)
)
