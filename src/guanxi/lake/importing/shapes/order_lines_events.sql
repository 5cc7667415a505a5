-- Grain: one row per order and one per refund of it, by first line. Input: order_lines, all of one file.
-- Money is summed over the lines (a negative line nets its order); all else is the first line's.
WITH orders AS (
  SELECT order_id,
    min(row_number) AS first_row,
    arg_min(contact_key, row_number) AS contact_key,
    min(occurred_ms) AS occurred_ms,
    min(received_ms) AS received_ms,
    sum(line_fen)::BIGINT AS paid_fen,
    sum(discount_fen)::BIGINT AS discount_fen,
    sum(refund_fen)::BIGINT AS refund_fen,
    max(refunded_ms) AS refunded_ms,
    arg_min(point_id, row_number) AS point_id,
    arg_min(channel, row_number) AS channel,
    arg_min(staff_id, row_number) AS staff_id,
    arg_min(group_id, row_number) AS group_id,
    arg_min(program_id, row_number) AS program_id
  FROM order_lines
  GROUP BY order_id
), parts AS (
  SELECT *, 1 AS part FROM orders WHERE paid_fen >= 0
  UNION ALL
  SELECT *, 2 AS part FROM orders WHERE paid_fen < 0 OR refund_fen <> 0
)
SELECT $source_id AS source_id,
  CASE part WHEN 1 THEN 'order:' ELSE 'refund:' END || order_id AS source_event_id,
  CASE part WHEN 1 THEN occurred_ms ELSE coalesce(refunded_ms, occurred_ms) END AS occurred_ms,
  received_ms,
  contact_key,
  point_id,
  CASE part WHEN 1 THEN $order_paid ELSE $order_refunded END::SMALLINT AS kind_id,
  false AS automated,
  channel,
  staff_id,
  group_id,
  program_id,
  '' AS peer_key,
  CASE WHEN part = 1 OR paid_fen < 0 THEN paid_fen ELSE -refund_fen END AS amount_fen,
  0::BIGINT AS cost_fen,
  CASE part WHEN 1 THEN discount_fen ELSE 0 END::BIGINT AS value_hint_fen,
  $currency AS currency,
  '{}' AS properties
FROM parts
ORDER BY first_row, part
