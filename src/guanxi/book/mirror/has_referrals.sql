-- Grain: one row: does the data know of anybody who recommended? Inputs: events, kinds, contacts.
SELECT EXISTS (SELECT 1 FROM contacts WHERE inviter_id > 0)
    OR EXISTS (SELECT 1 FROM events WHERE kind_id IN
                 (SELECT kind_id FROM kinds WHERE kind IN ('referral_made', 'referral_converted')))
