-- Grain: one row per contact of the read-out that the program spent money on, in (start, assignment + $days_ms].
-- Inputs: events, kinds, dealt, own_programs (real time: the program's own events, before they are set aside).
-- cost_fen: direct cost of its events. coupon_fen: discounts on orders that name it. is_paid_benefit: its benefits carry
-- a cost of their own, so that the coupon is in the spend.
SELECT e.contact_id, sum(e.cost_fen)::BIGINT AS cost_fen,
       coalesce(sum(e.value_hint_fen) FILTER (n.kind = 'order_paid' AND NOT e.automated
                                              AND e.occurred_ms > d.assigned_ms), 0)::BIGINT AS coupon_fen,
       coalesce(sum(e.cost_fen) FILTER (n.kind IN ('benefit_granted', 'benefit_redeemed')), 0)::BIGINT AS benefit_fen,
       count(*) FILTER (n.role IN ('give', 'ask')) AS n_sent
FROM events e JOIN dealt d USING (contact_id) JOIN kinds n USING (kind_id)
WHERE e.program_id IN (SELECT program_id FROM own_programs) AND e.occurred_ms <= d.assigned_ms + $days_ms
GROUP BY e.contact_id
