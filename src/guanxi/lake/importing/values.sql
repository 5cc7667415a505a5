-- How people's cells become values. One macro per idea; text in, value or NULL out; NULL means "cannot be read".
-- All take text that gx_plain has made plain, except gx_plain and gx_text themselves.

-- Full-width characters as half-width, without blanks around. Trimming and the table are dear: only cells that need
-- them meet them.
CREATE MACRO gx_plain(x) AS
  CASE WHEN x = '' OR regexp_full_match(x, '[!-~]([ -~]*[!-~])?') THEN x
       WHEN regexp_matches(x, '[\x{ff01}-\x{ff5e}\x{ffe5}\x{2212}\x{3000}\x{a0}\x{feff}]') THEN trim(translate(
    x,
    '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～−￥' || chr(12288) || chr(160) || chr(65279),
    '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~-¥' || '   '), E' \t\r\n\x0b\x0c')
       WHEN regexp_matches(x, '^[ \t\r\n\x0b\x0c]|[ \t\r\n\x0b\x0c]$') THEN trim(x, E' \t\r\n\x0b\x0c')
       ELSE x END;

-- Characters that a person cannot see: controls, bidi marks and overrides, zero-width, byte-order mark, and U+FFFD.
CREATE MACRO gx_has_invisible(x) AS x <> '' AND NOT regexp_full_match(x, '[ -~]+') AND
  regexp_matches(x, '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}\x{fffd}]');

-- Free text without them; U+FFFD stays, for it is damage that should be seen.
CREATE MACRO gx_text(x) AS
  CASE WHEN gx_has_invisible(x) OR regexp_matches(x, '^[ \t\r\n]|[ \t\r\n]$') THEN trim(regexp_replace(
    x, '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}]', '', 'g'),
    E' \t\r\n')
  ELSE x END;

-- A key without the dress spreadsheets put on it: ="123", '123, 123.0.
CREATE MACRO gx_key(h) AS
  CASE
    WHEN h LIKE '="%"' THEN trim(h[3:-2])
    WHEN h LIKE '''%' THEN trim(h[2:])
    WHEN h LIKE '%.0' AND regexp_full_match(h, '\d+\.0') THEN h[:-3]
    ELSE h
  END;

-- 1.38E+10: what a spreadsheet leaves of a long number. 7E12 without point or plus may well be a real key.
CREATE MACRO gx_lost_precision(h) AS (contains(h, 'E') OR contains(h, 'e')) AND regexp_full_match(h, '[+-]?\d(\.\d+[eE]\+?|[eE]\+)\d+');

-- Local civil time as written, or NULL. The listed formats carry almost all rows; the rest is picked apart.
CREATE MACRO gx_usual_time(h) AS try_strptime(h, [
  '%Y-%m-%d %H:%M:%S', '%Y-%m-%d', '%Y/%m/%d %H:%M:%S', '%Y/%m/%d', '%Y-%m-%d %H:%M', '%Y/%m/%d %H:%M',
  '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S.%f', '%Y-%m-%dT%H:%M:%S.%f', '%Y.%m.%d', '%Y年%m月%d日', '%Y年%m月%d日 %H:%M']);

CREATE MACRO gx_hour(hour, half) AS
  CASE WHEN half = '' THEN hour
       WHEN half IN ('下午', '晚上', 'pm', 'PM') AND hour < 12 THEN hour + 12
       WHEN half = '中午' AND hour < 11 THEN hour + 12
       WHEN half IN ('上午', '凌晨', '早上', 'am', 'AM') AND hour = 12 THEN 0
       ELSE hour END;

-- The parts are bound once by the lambda: a macro's argument would be copied to every place it is used.
CREATE MACRO gx_picked_time(parts) AS list_transform([parts], lambda p: try_cast(
  p.y || '-' || p.m || '-' || p.d || ' '
  || coalesce(gx_hour(try_cast(nullif(p.h, '') AS INTEGER), p.half1 || p.half2), 0) || ':'
  || lpad(coalesce(nullif(p.i, ''), '0'), 2, '0') || ':' || lpad(coalesce(nullif(p.s, ''), '0'), 2, '0')
  || CASE WHEN p.f = '' THEN '' ELSE '.' || p.f END AS TIMESTAMP))[1];

CREATE MACRO gx_written_time(h) AS gx_picked_time(regexp_extract(
  h,
  '^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2})[日号]?[T ]*(上午|下午|早上|晚上|中午|凌晨|AM|PM|am|pm)? ?(?:(\d{1,2})(?:[:点时] ?(?:(\d{1,2})[:分]?)?(?:(\d{1,2})(?:[.,](\d{1,9}))?秒?)?)?)? ?(AM|PM|am|pm)?$',
  ['y', 'm', 'd', 'half1', 'h', 'i', 's', 'f', 'half2']));

-- 31/12/2025 and 12/31/2025: only read where the settings say which of the two is meant.
CREATE MACRO gx_day_first_time(h) AS gx_picked_time(regexp_extract(
  h, '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})[T ]*()(?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)? ?(AM|PM|am|pm)?$',
  ['d', 'm', 'y', 'half1', 'h', 'i', 's', 'f', 'half2']));

CREATE MACRO gx_month_first_time(h) AS gx_picked_time(regexp_extract(
  h, '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})[T ]*()(?:(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)? ?(AM|PM|am|pm)?$',
  ['m', 'd', 'y', 'half1', 'h', 'i', 's', 'f', 'half2']));

-- 24-05-19, 24/5/19 and 24年5月19日: a year, or a day? Nobody can tell, so it is not read.
CREATE MACRO gx_two_digit_year(h) AS regexp_matches(h, '^\d{1,2} ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2}([^\d]|$)');

-- Days since 1899-12-30, as spreadsheets count; the fraction is the time of day, to the second.
CREATE MACRO gx_serial_time(h) AS
  make_timestamp((round((h::DOUBLE - 25569) * 86400)::BIGINT * 1000000)::BIGINT);

CREATE MACRO gx_civil_time(h) AS
  CASE
    WHEN regexp_full_match(h, '\d{8}') THEN try_strptime(h, '%Y%m%d')
    WHEN regexp_full_match(h, '\d{14}') THEN try_strptime(h, '%Y%m%d%H%M%S')
    WHEN regexp_full_match(h, '\d{12}') THEN try_strptime(h, '%Y%m%d%H%M')
    WHEN regexp_full_match(h, '\d{5}(\.\d+)?') THEN gx_serial_time(h)
    WHEN regexp_matches(h, '^\d{4} ?[-/.年]') THEN gx_written_time(h)
  END;

-- A trailing Z, +08:00 or -0500: the time before it, and the minutes that local time is ahead of UTC.
CREATE MACRO gx_without_offset(h) AS trim(regexp_replace(h, '(Z|[+-]\d{2}:?\d{2})$', ''));
CREATE MACRO gx_offset_minutes(h) AS
  CASE WHEN h LIKE '%Z' THEN 0
       ELSE (CASE WHEN regexp_matches(h, '-\d{2}:?\d{2}$') THEN -1 ELSE 1 END)
            * (regexp_extract(h, '(\d{2}):?\d{2}$', 1)::BIGINT * 60 + h[-2:]::BIGINT) END;

-- UTC milliseconds of a moment: an instant where the cell says so (epoch, offset), else local time in the zone.
CREATE MACRO gx_time_ms(h, zone, date_order) AS coalesce(
  epoch_ms(timezone(zone, gx_usual_time(h))),
  CASE
    WHEN regexp_full_match(h, '\d{10}(\.\d+)?') THEN (h::DECIMAL(24, 6) * 1000)::BIGINT
    WHEN regexp_full_match(h, '\d{13}(\.0*)?') THEN h[:13]::BIGINT
    WHEN regexp_full_match(h, '\d{16}') THEN h[:13]::BIGINT
    WHEN regexp_full_match(h, '.*:\d.*(Z|[+-]\d{2}:?\d{2})') THEN
      epoch_ms(gx_written_time(gx_without_offset(h)))
      - gx_offset_minutes(h) * 60000
    WHEN date_order <> '' AND regexp_matches(h, '^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}') THEN
      epoch_ms(timezone(zone, CASE date_order WHEN 'mdy' THEN gx_month_first_time(h) ELSE gx_day_first_time(h) END))
    ELSE epoch_ms(timezone(zone, gx_civil_time(h)))
  END);

-- Minor units of plain digits (at most nine after the point); half a unit goes to the even one, exactly.
-- Integers only: decimals wide enough for this are a hundred times slower.
CREATE MACRO gx_half_even(digits) AS list_transform(
  [{'whole': coalesce(try_cast(split_part(digits, '.', 1) AS BIGINT), 0),
    'rest': rpad(split_part(digits, '.', 2), 9, '0')}],
  lambda p: p.whole * 100 + p.rest[1:2]::BIGINT
    + CASE WHEN p.rest[3:9]::BIGINT > 5000000 OR (p.rest[3:9]::BIGINT = 5000000 AND p.rest[1:2]::BIGINT % 2 = 1)
           THEN 1 ELSE 0 END)[1];

-- The amount without the brand's own currency words in front or behind: signs and brackets stay.
CREATE MACRO gx_bare_amount(h, symbols) AS replace(regexp_replace(
  regexp_replace(h, '^([-+( ]*)(?:' || symbols || ') ?', '\1', 'i'), ' ?(?:' || symbols || ')([-) ]*)$', '\1', 'i'),
  ' ', '');

-- 1.2万 as 12000: the digits with the point moved four places, eight for 亿. No digit is computed with.
CREATE MACRO gx_without_unit(digits) AS list_transform(
  [{'whole': regexp_extract(digits, '^\d+'), 'rest': regexp_extract(digits, '\.(\d+)', 1),
    'places': CASE WHEN regexp_matches(digits, '[万萬]$') THEN 4 ELSE 8 END}],
  lambda p: p.whole || rpad(p.rest, p.places, '0') || '.' || p.rest[p.places + 1:])[1];

CREATE MACRO gx_bare_fen(bare) AS
  CASE WHEN regexp_full_match(bare, '[-+]?\(?[-+]?(\d{1,3}(,\d{3})+|\d{1,13})?(\.\d{0,9})?\)?-?')
        AND regexp_matches(bare, '\d') AND (contains(bare, '(') = contains(bare, ')'))
        AND NOT regexp_matches(bare, '[-+].*[-+]')
       THEN (CASE WHEN regexp_matches(bare, '[-(]') THEN -1 ELSE 1 END)
            * gx_half_even(regexp_replace(bare, '[-+(),]', '', 'g'))
       -- One plain number and one unit, no more: 1万2 and 1万多 leave open what is meant.
       WHEN (regexp_full_match(bare, '[-+]?\(?(\d{1,9}|\d{1,3}(,\d{3}){1,2})(\.\d{1,9})?[万萬]\)?')
             OR regexp_full_match(bare, '[-+]?\(?(\d{1,5}|\d{1,2},\d{3})(\.\d{1,9})?[亿億]\)?'))
        AND (contains(bare, '(') = contains(bare, ')')) AND NOT regexp_matches(bare, '[-+]\(')
       THEN (CASE WHEN regexp_matches(bare, '[-(]') THEN -1 ELSE 1 END)
            * gx_half_even(gx_without_unit(regexp_replace(bare, '[-+(),]', '', 'g')))
  END;

-- Minor units of an amount; NULL when it is not one in the brand's currency.
CREATE MACRO gx_fen(h, symbols) AS
  CASE WHEN regexp_full_match(h, '-?\d{1,13}(\.\d{1,2})?') THEN (h::DECIMAL(18, 2) * 100)::BIGINT
       ELSE list_transform([gx_bare_amount(h, symbols)], lambda bare: gx_bare_fen(bare))[1] END;

CREATE MACRO gx_names_currency(h) AS regexp_matches(
  h, '[$¥€£₩₹฿₽]|(?i:usd|eur|gbp|jpy|cny|rmb|hkd|twd|krw|sgd|aud|cad|myr|thb)|[美欧日港韩台加澳新]元?$|人民币|英镑|港币|台币');

CREATE MACRO gx_number(h) AS
  CASE WHEN regexp_full_match(h, '[-+]?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d+)?') THEN try_cast(replace(h, ',', '') AS DOUBLE) END;

CREATE MACRO gx_flag(h) AS
  CASE WHEN lower(h) IN ('1', 'true', 'yes', 'y', 't', '是', '真', '自动') THEN true
       WHEN lower(h) IN ('0', 'false', 'no', 'n', 'f', '否', '假', '') THEN false END;

-- The start of a month (2025-01, 2025年1月, 202501), in UTC milliseconds; NULL when it is a day or nothing.
CREATE MACRO gx_month(h) AS try_cast(
  regexp_replace(h, '^(\d{4})[-/.年]?(\d{1,2})月?$', '\1-\2-01') AS DATE);
CREATE MACRO gx_is_month(h) AS regexp_full_match(h, '\d{4}([-/.年]\d{1,2}|(0[1-9]|1[0-2]))月?');

-- What an order's status says. Words that are in neither list count as paid.
CREATE MACRO gx_is_unpaid(h) AS regexp_matches(
  lower(h), '取消|关闭|未付|待付|待支付|未支付|等待买家付款|作废|支付失败|cancel|unpaid|pending|void|fail|expired|closed');
CREATE MACRO gx_is_refunded(h) AS regexp_matches(lower(h), '全额退款|已退款|退款成功|退款完成|^refunded$')
  AND NOT regexp_matches(lower(h), '部分|partial');

CREATE MACRO gx_cost_category(h) AS
  CASE WHEN regexp_matches(lower(h), '^(acquisition|获客|拉新|投放|广告|引流|推广|获取)') THEN 'acquisition'
       WHEN regexp_matches(lower(h), '^(maintenance|retention|维护|运营|维系|服务|留存|客服)') THEN 'maintenance' END;

CREATE MACRO gx_is_total_word(x) AS
  regexp_full_match(lower(trim(x)), '(合计|总计|小计|共计|汇总|总和|本页合计|total|grand total|sub ?total|sum)[:：]?');

-- A key made of what identifies a row that has no id; missing parts count as ''.
CREATE MACRO gx_made_key(parts) AS
  'row:' || md5(array_to_string(list_transform(parts, lambda part: coalesce(part, '')), chr(31)));

-- JSON text of a free-text cell: itself where it is JSON, else wrapped; nothing is {}.
CREATE MACRO gx_json(x) AS
  CASE WHEN coalesce(x, '') = '' THEN '{}'
       WHEN json_valid(x) THEN x
       ELSE json_object('text', x)::VARCHAR END;

-- JSON text of a contact's attributes with the name that a column of its own gives, which goes before theirs.
CREATE MACRO gx_named(properties, name) AS
  CASE WHEN coalesce(name, '') = '' THEN properties
       WHEN json_type(properties) = 'OBJECT' THEN json_merge_patch(properties, json_object('name', name))::VARCHAR
       ELSE json_object('text', properties, 'name', name)::VARCHAR END;
