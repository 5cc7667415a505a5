-- Grain: one row per kind of content that was sent, most often first, at most 24. Inputs: events, mirror_kinds.
-- Read once over all contacts, so that every share of the buckets knows the same labels; the rest is 'other'.
SELECT left(lower(trim(regexp_extract(e.properties, '"content"\s*:\s*"([^"]*)"', 1))), 40) AS label
FROM events e JOIN mirror_kinds k USING (kind_id)
WHERE k.is_content AND e.properties <> '' AND e.occurred_ms > $since_ms AND e.occurred_ms <= $at_ms
GROUP BY 1 HAVING label <> ''
ORDER BY count(*) DESC, 1
LIMIT 24
