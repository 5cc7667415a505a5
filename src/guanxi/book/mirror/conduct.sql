-- Grain: one row per thing that the brand did towards a contact after $since_ms. Inputs: events, mirror_kinds.
-- writer: 'person', 'tool', or '' where nobody has said who wrote it. Property "written_by" says so; a talk is a
-- person's, whatever is automated is a tool's. Properties are read by pattern: one malformed text must not stop it.
-- label: property "content", in small letters, cut at 40 characters.
CREATE OR REPLACE TEMP TABLE mirror_conduct AS
SELECT contact_id, occurred_ms, kind, is_send, is_ask, is_give, is_talk, is_content,
       CASE WHEN automated OR said = 'tool' THEN 'tool' WHEN said = 'person' OR is_talk THEN 'person' ELSE '' END AS writer,
       CASE WHEN has_text AND is_content
            THEN left(lower(trim(regexp_extract(properties, '"content"\s*:\s*"([^"]*)"', 1))), 40) ELSE '' END AS label
FROM (
  SELECT e.contact_id, e.occurred_ms, e.automated, e.properties, k.*, e.properties <> '' AS has_text,
         CASE WHEN e.properties <> ''
              THEN lower(regexp_extract(e.properties, '"written_by"\s*:\s*"([^"]*)"', 1)) ELSE '' END AS said
  FROM events e JOIN mirror_kinds k USING (kind_id)
  WHERE k.is_conduct AND e.occurred_ms > $since_ms AND e.occurred_ms <= $at_ms
)
