-- Grain: one row per order, in the order of the file. Input: CDNOW_master.txt (id, day, number of CDs, dollars;
-- blanks between, under one line of names). The file has no order number: the key is made from the row and its ordinal among
-- identical rows. The time is the start of the day, the only precision there is. Do not read hours out of it.
WITH lines AS (
  SELECT row_number() OVER () AS line,
         regexp_extract(text, '^\s*(\S+)\s+(\d{8})\s+(\d+)\s+([0-9.]+)\s*$', ['id', 'day', 'n_cds', 'dollars']) AS cell
  FROM read_csv($path, columns = {'text': 'VARCHAR'}, header = false, skip = 1, delim = E'\x01', quote = '', escape = '',
                strict_mode = false, parallel = false)
), orders AS (
  SELECT line, cell.id AS contact_key, strptime(cell.day, '%Y%m%d') AS day, cell.n_cds::INTEGER AS n_cds,
         (cell.dollars::DECIMAL(12, 2) * 100)::BIGINT AS amount_fen
  FROM lines WHERE cell.id <> ''
), numbered AS (
  SELECT *, row_number() OVER (PARTITION BY contact_key, day, n_cds, amount_fen ORDER BY line) AS ordinal FROM orders
)
SELECT 'cdnow' AS source_id,
       'order:' || contact_key || ':' || strftime(day, '%Y%m%d') || ':' || n_cds || ':' || amount_fen || ':' || ordinal
         AS source_event_id,
       epoch_ms(day) AS occurred_ms,
       NULL::BIGINT AS received_ms,
       contact_key,
       '' AS point_id,
       $order_paid::SMALLINT AS kind_id,
       false AS automated,
       '' AS channel, '' AS staff_id, '' AS group_id, '' AS program_id, '' AS peer_key,
       amount_fen,
       0::BIGINT AS cost_fen,
       0::BIGINT AS value_hint_fen,  -- discounts are not in the data
       'USD' AS currency,
       '{"quantity":' || n_cds || '}' AS properties
FROM numbered
ORDER BY line
