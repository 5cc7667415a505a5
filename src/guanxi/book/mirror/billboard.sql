-- Grain: one row per contact and period that was sent content of a named kind; k: content about products.
-- Inputs: mirror_conduct, mirror_periods, mirror_products (label). n_unknown: content whose kind nobody has named.
SELECT s.contact_id, p.period,
       count(*) FILTER (s.label <> '') AS n,
       count(*) FILTER (s.label IN (SELECT label FROM mirror_products)) AS k,
       count(*) FILTER (s.label = '') AS n_unknown
FROM mirror_conduct s JOIN mirror_periods p ON s.occurred_ms > p.until_ms - $quarter_ms AND s.occurred_ms <= p.until_ms
WHERE s.is_content
GROUP BY s.contact_id, p.period
