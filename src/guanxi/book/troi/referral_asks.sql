-- Grain: one row per request to recommend, the program's own included, in own time as in own_time.sql: what follows it
-- was prompted. Inputs: events, kinds, dealt; $launch_ms.
CREATE OR REPLACE TEMP TABLE referral_asks AS
SELECT e.contact_id, e.occurred_ms + $launch_ms - d.assigned_ms AS occurred_ms
FROM events e JOIN dealt d USING (contact_id) JOIN kinds n USING (kind_id)
WHERE n.kind = 'referral_asked'
