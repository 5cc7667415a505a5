-- Grain: one row per order or refund that counts: no automated orders, but refunds by machine are refunds.
-- Inputs: events, kind_flags. A narrow copy, read once per moment instead of all the events: each moment cuts it into
-- 24-hour blocks of its own. A reader must itself ignore what comes after its moment.
CREATE OR REPLACE TEMP TABLE money_events AS
SELECT e.contact_id, e.occurred_ms, e.amount_fen,
       CASE WHEN k.is_order THEN e.value_hint_fen ELSE 0 END AS discount_fen
FROM events e JOIN kind_flags k USING (kind_id)
WHERE k.is_money AND NOT (e.automated AND k.is_order)
