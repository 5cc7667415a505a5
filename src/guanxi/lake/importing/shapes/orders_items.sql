-- Grain: one row per row of an orders file that names a product, in the order of the file. Input: good.
-- Where a row has no amount of its own line the order's amount stands: right for one product per order; else the file
-- should map line_amount. Do not sum it over orders whose id occurs in several rows.
WITH net AS (
  SELECT *, coalesce(v_amount_fen, v_amount, v_gross_amount - coalesce(abs(v_discount), 0)) AS net_fen FROM good
)
SELECT
  'order:' || coalesce(v_order_id, gx_made_key([v_contact_key, v_occurred_at::VARCHAR, net_fen::VARCHAR]))
    AS source_event_id,
  v_contact_key AS contact_key,
  v_occurred_at AS occurred_ms,
  v_product AS product,
  coalesce(v_category, '') AS category,
  coalesce(v_quantity, 1) AS quantity,
  coalesce(v_line_amount, net_fen) AS price_fen,
  coalesce(abs(v_discount), 0)::BIGINT AS discount_fen
FROM net
WHERE net_fen >= 0 AND coalesce(v_product, '') <> ''
ORDER BY row_number
