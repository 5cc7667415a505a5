-- Grain: one row per contact with at least one order or refund at or before the moment.
-- Inputs: money_events, decay; parameters $at_ms, $until_ms as in act_facts.sql.
-- A plain refund nets its order within the 24-hour block; blocks whose net is not positive are no purchase. Money
-- sums keep every refund, whatever its day.
-- Weighted money is bounded where it would not fit in a BIGINT (2⁴³ fen, 88 billion yuan, in one block; 2⁶³ weighted
-- over all): whoever bought that much stands at the top of every percentile all the same.
WITH blocks AS (
  SELECT contact_id, ($at_ms - occurred_ms) // 86400000 AS age,
         sum(amount_fen)::BIGINT AS net_fen, sum(discount_fen)::BIGINT AS discount_fen
  FROM money_events
  WHERE occurred_ms <= $until_ms
  GROUP BY 1, 2
)
SELECT
  b.contact_id,
  count(*) FILTER (net_fen > 0) AS n_orders,
  count(*) FILTER (net_fen > 0 AND b.age < 365) AS n_orders_365,
  count(*) FILTER (net_fen > 0 AND b.age < 90) AS n_orders_90,
  max(b.age) FILTER (net_fen > 0) AS first_order_age,
  min(b.age) FILTER (net_fen > 0) AS last_order_age,
  sum(net_fen)::BIGINT AS net_fen,
  coalesce(sum(net_fen) FILTER (b.age < 365), 0)::BIGINT AS net_365_fen,
  coalesce(sum(d.w_short) FILTER (net_fen > 0), 0)::BIGINT AS order_w,
  least(coalesce(sum(d.w_short * least(net_fen, 8796093022207)) FILTER (net_fen > 0), 0), 9223372036854775807)::BIGINT
    AS spend_w,
  coalesce(sum(d.w_short * (1000 * net_fen::HUGEINT // (net_fen::HUGEINT + greatest(discount_fen, 0))))
           FILTER (net_fen > 0), 0)::BIGINT AS full_price_w
FROM blocks b JOIN decay d ON d.age = b.age
GROUP BY b.contact_id
