-- Grain: one row per row of a file of order items; belongs to the order event of the same key. Input: good.
SELECT coalesce(v_source_event_id, 'order:' || v_order_id) AS source_event_id,
  v_contact_key AS contact_key,
  coalesce(v_occurred_ms, v_occurred_at) AS occurred_ms,
  v_product AS product,
  coalesce(v_category, '') AS category,
  coalesce(v_quantity, 1) AS quantity,
  coalesce(v_price_fen, v_price, 0) AS price_fen,
  coalesce(v_discount_fen, abs(v_discount), 0) AS discount_fen
FROM good
