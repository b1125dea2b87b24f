-- What is known of addresses, networks and fingerprints from published lists. A list is replaced whole: its new rows
-- are written under a new version beside the old ones, then one row in ref_versions makes that version the current one.

-- Every attempt to bring a list up to date; a row with outcome 'loaded' says which version counts from then on.
CREATE TABLE IF NOT EXISTS ja4_processing.ref_versions
(
    list LowCardinality(String),
    attempted_at DateTime64(3, 'UTC'),
    outcome Enum8('loaded' = 1, 'unchanged' = 2, 'failed' = 3),
    version UInt64, -- milliseconds since 1970 when it was written; 0 when the attempt failed
    rows UInt64, -- of that version
    origin LowCardinality(String), -- bundled, downloaded or file
    source String, -- where it came from, without credentials
    licence String,
    supersedes Array(String), -- lists that do not count while this one is there
    precedence UInt8, -- where two lists tell of the same key, the higher one is believed
    sha256 String, -- of the bytes that came
    etag String,
    last_modified String,
    bytes UInt64,
    duration_ms UInt64,
    detail String -- why it failed, or what was left out
)
ENGINE = MergeTree
ORDER BY (list, attempted_at)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Which network announces an address. Several lists may hold it; the longest prefix wins.
CREATE TABLE IF NOT EXISTS ja4_processing.ref_asn_prefixes
(
    list LowCardinality(String),
    version UInt64,
    prefix String, -- 192.0.2.0/24, 2001:db8::/32
    asn UInt32,
    country_code LowCardinality(String), -- two capitals, empty when unknown
    name LowCardinality(String),
    org LowCardinality(String),
    domain LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY (list, version)
ORDER BY prefix
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Addresses that say something of who is behind them.
CREATE TABLE IF NOT EXISTS ja4_processing.ref_ip_lists
(
    list LowCardinality(String),
    version UInt64,
    prefix String,
    kind Enum8('bot' = 1, 'crawler' = 2, 'block' = 3, 'cloud' = 4), -- a known bot or scanner; a verified crawler; on a block list; rented machines
    name LowCardinality(String) -- of the bot, the crawler, the block list's reason or the provider
)
ENGINE = MergeTree
PARTITION BY (list, version)
ORDER BY (kind, prefix)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- What kind of customers a network has.
CREATE TABLE IF NOT EXISTS ja4_processing.ref_asn_labels
(
    list LowCardinality(String),
    version UInt64,
    asn UInt32,
    label Enum8('unknown' = 0, 'human' = 1, 'isp' = 2, 'hosting' = 3, 'datacenter' = 4, 'cdn' = 5)
)
ENGINE = MergeTree
PARTITION BY (list, version)
ORDER BY asn
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- Fingerprints of known programs.
CREATE TABLE IF NOT EXISTS ja4_processing.ref_fingerprints
(
    list LowCardinality(String),
    version UInt64,
    kind Enum8('bot_ja4' = 1, 'browser_ja4' = 2, 'browser_h2' = 3),
    fingerprint String,
    name LowCardinality(String), -- the bot, or the browser's family
    tls_library LowCardinality(String), -- of kind browser_ja4 alone
    context String -- versions and system it was seen with
)
ENGINE = MergeTree
PARTITION BY (list, version)
ORDER BY (kind, fingerprint)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

-- An address block that a trie can be built of: one bad row would keep the whole dictionary from loading, and with it every insert.
CREATE OR REPLACE FUNCTION vigie_is_prefix AS (prefix) ->
    match(prefix, '^[0-9a-fA-F:.]+/[0-9]{1,3}$')
    AND if(position(prefix, ':') > 0,
        isIPv6String(substringIndex(prefix, '/', 1)) AND toUInt16OrZero(substringIndex(prefix, '/', -1)) BETWEEN 1 AND 128,
        isIPv4String(substringIndex(prefix, '/', 1)) AND toUInt16OrZero(substringIndex(prefix, '/', -1)) BETWEEN 1 AND 32);

-- The newest version of each list of which every row is there (a replica may have the telling row first); lists that another one supersedes do not count.
CREATE VIEW IF NOT EXISTS ja4_processing.view_ref_current AS
WITH
    held AS
    (
        SELECT list, version, count() AS present FROM ja4_processing.ref_asn_prefixes GROUP BY list, version
        UNION ALL SELECT list, version, count() AS present FROM ja4_processing.ref_ip_lists GROUP BY list, version
        UNION ALL SELECT list, version, count() AS present FROM ja4_processing.ref_asn_labels GROUP BY list, version
        UNION ALL SELECT list, version, count() AS present FROM ja4_processing.ref_fingerprints GROUP BY list, version
    ),
    complete AS
    (
        SELECT told.list AS list, argMax(tuple(told.version, told.rows, told.supersedes, told.precedence), told.attempted_at) AS newest
        FROM ja4_processing.ref_versions AS told
        LEFT JOIN held ON held.list = told.list AND held.version = told.version
        WHERE told.outcome = 'loaded' AND held.present = told.rows
        GROUP BY told.list
    )
SELECT list, newest.1 AS version, newest.2 AS rows, newest.4 AS precedence
FROM complete
WHERE list NOT IN (SELECT arrayJoin(newest.3) FROM complete WHERE newest.2 > 0);

-- What the dictionaries read: one row per key. In the table's order, so that 700,000 blocks pass in little memory:
-- of two lists that tell of the same block, the first by name is believed.
CREATE VIEW IF NOT EXISTS ja4_processing.view_ref_asn_prefixes AS
SELECT prefix, asn, country_code, name, org, domain
FROM ja4_processing.ref_asn_prefixes
WHERE (list, version) IN (SELECT list, version FROM ja4_processing.view_ref_current) AND vigie_is_prefix(prefix)
ORDER BY prefix, list
LIMIT 1 BY prefix;

CREATE VIEW IF NOT EXISTS ja4_processing.view_ref_asn_labels AS
SELECT toUInt64(told.asn) AS asn, toString(argMax(told.label, tuple(current.precedence, told.list))) AS label
FROM ja4_processing.ref_asn_labels AS told
INNER JOIN ja4_processing.view_ref_current AS current ON current.list = told.list AND current.version = told.version
GROUP BY told.asn;

CREATE VIEW IF NOT EXISTS ja4_processing.view_ref_ip_lists AS
WITH argMax(tuple(told.name, told.list), tuple(current.precedence, told.list)) AS newest
SELECT told.kind AS kind, told.prefix AS prefix, newest.1 AS name, newest.2 AS list
FROM ja4_processing.ref_ip_lists AS told
INNER JOIN ja4_processing.view_ref_current AS current ON current.list = told.list AND current.version = told.version
WHERE vigie_is_prefix(told.prefix)
GROUP BY told.kind, told.prefix;

CREATE VIEW IF NOT EXISTS ja4_processing.view_ref_bot_ips AS
SELECT prefix, name AS bot_name, list FROM ja4_processing.view_ref_ip_lists WHERE kind = 'bot';

CREATE VIEW IF NOT EXISTS ja4_processing.view_ref_crawler_ips AS
SELECT prefix, name AS crawler FROM ja4_processing.view_ref_ip_lists WHERE kind = 'crawler';

CREATE VIEW IF NOT EXISTS ja4_processing.view_ref_cloud_ips AS
SELECT prefix, name AS provider FROM ja4_processing.view_ref_ip_lists WHERE kind = 'cloud';

-- A block is on every list that holds it or a wider block around it.
CREATE VIEW IF NOT EXISTS ja4_processing.view_ref_block_ips AS
WITH
    listed AS
    (
        SELECT DISTINCT
            told.list AS list,
            told.prefix AS prefix,
            toIPv6(substringIndex(told.prefix, '/', 1)) AS address,
            toUInt8(toUInt8OrZero(substringIndex(told.prefix, '/', -1)) + if(position(told.prefix, ':') > 0, 0, 96)) AS bits
        FROM ja4_processing.ref_ip_lists AS told
        INNER JOIN ja4_processing.view_ref_current AS current ON current.list = told.list AND current.version = told.version
        WHERE told.kind = 'block' AND vigie_is_prefix(told.prefix)
    ),
    blocks AS
    (
        SELECT DISTINCT prefix, address, arrayJoin(arrayFilter(wider -> wider <= bits, (SELECT groupUniqArray(bits) FROM listed))) AS wider
        FROM listed
    )
SELECT
    blocks.prefix AS prefix,
    toUInt8(least(uniqExact(around.list), 255)) AS lists,
    arrayStringConcat(arraySort(groupUniqArray(toString(around.list))), ', ') AS list_names
FROM blocks
INNER JOIN listed AS around
    ON IPv6CIDRToRange(around.address, around.bits).1 = IPv6CIDRToRange(blocks.address, blocks.wider).1 AND around.bits = blocks.wider
GROUP BY blocks.prefix;

CREATE VIEW IF NOT EXISTS ja4_processing.view_ref_fingerprints AS
WITH argMax(tuple(told.name, told.tls_library, told.context), tuple(current.precedence, told.list)) AS newest
SELECT told.kind AS kind, told.fingerprint AS fingerprint,
    newest.1 AS name, newest.2 AS tls_library, newest.3 AS context
FROM ja4_processing.ref_fingerprints AS told
INNER JOIN ja4_processing.view_ref_current AS current ON current.list = told.list AND current.version = told.version
GROUP BY told.kind, told.fingerprint;

CREATE VIEW IF NOT EXISTS ja4_processing.view_ref_bot_ja4 AS
SELECT fingerprint AS ja4, name AS bot_name FROM ja4_processing.view_ref_fingerprints WHERE kind = 'bot_ja4';

CREATE VIEW IF NOT EXISTS ja4_processing.view_ref_browser_ja4 AS
SELECT fingerprint AS ja4, name AS browser_family, tls_library, context FROM ja4_processing.view_ref_fingerprints WHERE kind = 'browser_ja4';

CREATE VIEW IF NOT EXISTS ja4_processing.view_ref_browser_h2 AS
SELECT fingerprint AS h2_fingerprint, name AS browser_family, context FROM ja4_processing.view_ref_fingerprints WHERE kind = 'browser_h2';

-- The named collection vigie_reference says as which user a server reads its own tables. An address or a fingerprint
-- that is not there yields the attribute's default.
CREATE DICTIONARY IF NOT EXISTS ja4_processing.dict_iplocate_asn
(
    prefix String,
    asn UInt32 DEFAULT 0,
    country_code String DEFAULT '',
    name String DEFAULT '',
    org String DEFAULT '',
    domain String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_asn_prefixes' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LAYOUT(IP_TRIE)
LIFETIME(MIN 300 MAX 360);

CREATE DICTIONARY IF NOT EXISTS ja4_processing.dict_asn_reputation
(
    asn UInt64,
    label String DEFAULT 'unknown'
)
PRIMARY KEY asn
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_asn_labels' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LAYOUT(HASHED)
LIFETIME(MIN 300 MAX 360);

CREATE DICTIONARY IF NOT EXISTS ja4_processing.dict_bot_ip
(
    prefix String,
    bot_name String DEFAULT '',
    list String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_bot_ips' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LAYOUT(IP_TRIE)
LIFETIME(MIN 300 MAX 360);

CREATE DICTIONARY IF NOT EXISTS ja4_processing.dict_crawler_ip
(
    prefix String,
    crawler String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_crawler_ips' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LAYOUT(IP_TRIE)
LIFETIME(MIN 300 MAX 360);

CREATE DICTIONARY IF NOT EXISTS ja4_processing.dict_block_ip
(
    prefix String,
    lists UInt8 DEFAULT 0,
    list_names String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_block_ips' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LAYOUT(IP_TRIE)
LIFETIME(MIN 300 MAX 360);

CREATE DICTIONARY IF NOT EXISTS ja4_processing.dict_cloud_ip
(
    prefix String,
    provider String DEFAULT ''
)
PRIMARY KEY prefix
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_cloud_ips' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LAYOUT(IP_TRIE)
LIFETIME(MIN 300 MAX 360);

CREATE DICTIONARY IF NOT EXISTS ja4_processing.dict_bot_ja4
(
    ja4 String,
    bot_name String DEFAULT ''
)
PRIMARY KEY ja4
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_bot_ja4' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LAYOUT(COMPLEX_KEY_HASHED)
LIFETIME(MIN 300 MAX 360);

CREATE DICTIONARY IF NOT EXISTS ja4_processing.dict_browser_ja4
(
    ja4 String,
    browser_family String DEFAULT '',
    tls_library String DEFAULT '',
    context String DEFAULT ''
)
PRIMARY KEY ja4
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_browser_ja4' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LAYOUT(COMPLEX_KEY_HASHED)
LIFETIME(MIN 300 MAX 360);

CREATE DICTIONARY IF NOT EXISTS ja4_processing.dict_browser_h2
(
    h2_fingerprint String,
    browser_family String DEFAULT '',
    context String DEFAULT ''
)
PRIMARY KEY h2_fingerprint
SOURCE(CLICKHOUSE(NAME vigie_reference DB 'ja4_processing' TABLE 'view_ref_browser_h2' INVALIDATE_QUERY 'SELECT toString(arraySort(groupArray((list, version)))) FROM ja4_processing.view_ref_current'))
LAYOUT(COMPLEX_KEY_HASHED)
LIFETIME(MIN 300 MAX 360);
