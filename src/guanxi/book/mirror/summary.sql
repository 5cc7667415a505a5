-- Grain: one row per hash group and period of mirror_figure. A sum per contact counts once for each contact in n_contacts.
SELECT ((contact_id % 2147483647) * 2654435761 % 4294967296 // 67108864) AS hash_group, period,
       sum(n)::BIGINT AS n, sum(k)::BIGINT AS k, count(*) FILTER (n > 0) AS n_contacts
FROM mirror_figure
GROUP BY 1, 2
