-- Grain: one row per period and category: money that events cost the brand in the year. Inputs: events, kinds,
-- mirror_periods. Pools of costs come on top (guanxi.book.cost.reading); goods sold are in the margin.
SELECT p.period,
       CASE WHEN k.role = 'acquire' THEN 'acquisition' ELSE 'maintenance' END AS category,
       sum(e.cost_fen)::BIGINT AS amount_fen
FROM events e JOIN kinds k USING (kind_id)
JOIN mirror_periods p ON e.occurred_ms > p.until_ms - $year_ms AND e.occurred_ms <= p.until_ms
WHERE e.cost_fen <> 0 AND (k.role = 'acquire' OR (k.role IN ('give', 'ask', 'neutral') AND k.kind <> 'order_refunded'))
GROUP BY 1, 2
