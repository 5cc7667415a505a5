-- Grain: one row per order line that names a product, in the order of the file. Input: order_lines, all of one file.
SELECT 'order:' || order_id AS source_event_id,
  contact_key,
  occurred_ms,
  product,
  category,
  quantity,
  line_fen AS price_fen,
  discount_fen
FROM order_lines
WHERE product <> ''
ORDER BY row_number
