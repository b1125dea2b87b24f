import { clickhouseFor } from '#db/clickhouse/client.ts'

/** Rows of an ordinary hour and of the busiest one; each session has five requests on average. */
export const HOUR_ROWS = 59_000
export const BUSY_HOUR_ROWS = 250_000
const REQUESTS_PER_SESSION = 5
/** Share of rows that are connections without a request; four times that of machines, a quarter of it of people. */
const CONNECTION_SHARE = 0.04

/**
 * One hour of traffic straight into the typed table, so that every view runs. A session's number decides what
 * its client is: few sessions ask much, few fingerprints and hosts are common, one address in five scans.
 */
export async function insertHour(hour: Date, rows: number): Promise<void> {
  await clickhouseFor('writer').command({
    query: INSERT_HOUR,
    query_params: {
      hour: Math.floor(hour.getTime() / 1000),
      rows,
      sessions: Math.round(rows / REQUESTS_PER_SESSION),
      connections: CONNECTION_SHARE,
    },
  })
}

const INSERT_HOUR = `
INSERT INTO ja4_logs.http_logs
(
    type, time, sensor_id, conn_id, transport, src_ip, src_port, peer_ip, peer_port, dst_ip, dst_port, keepalives,
    scheme, http_version, method, host, path, query_string, headers, header_order_signature, h2_fingerprint,
    truncated, status_code, response_size, duration_ms, response_headers,
    syn_to_clienthello_ms, clienthello_to_request_ms, correlated,
    connection_state, connection_ms, connection_requests, bytes_in, bytes_out,
    ip_meta_ttl, ip_meta_id, ip_meta_df, ip_meta_total_length,
    tcp_meta_window_size, tcp_meta_mss, tcp_meta_window_scale, tcp_meta_options, tcp_signature, os_guess,
    tls_version, tls_sni, tls_alpn, ja4, ja4_r, ja4_o, ja4_ro, ja3, ja3_hash
)
WITH
    cityHash64(number, {hour: UInt32}) AS dice,
    (dice % 1000000) / 1000000 AS luck,
    toUInt32(luck * luck * {sessions: UInt32}) AS session,
    -- Most clients come back in other hours.
    cityHash64(session, if(session % 3 = 0, {hour: UInt32}, 0)) AS client,
    client % 5 = 0 AS machine,
    (intDiv(dice, 1000003) % 10000) / 10000 < if(machine, 4, 0.25) * {connections: Float64} AS bare,
    intDiv(client, 7) % 4000 AS stack,
    toUInt32(pow((intDiv(client, 11) % 10000) / 10000, 3) * 60) AS site,
    concat('site-', toString(site), '.example') AS host_name,
    lower(hex(sipHash64(stack))) AS digest,
    concat('t13d15', leftPad(toString(stack % 30), 2, '0'), 'h2_', substring(digest, 1, 12), '_', lower(hex(toUInt32(stack * 2654435761))), 'a1b2') AS fingerprint,
    concat('Mozilla/5.0 (', ['X11; Linux x86_64', 'Windows NT 10.0; Win64; x64', 'Macintosh; Intel Mac OS X 10_15_7'][stack % 3 + 1],
        ') AppleWebKit/537.36 Chrome/', toString(100 + stack % 60), '.0.0.0 Safari/537.36') AS agent,
    toDateTime64({hour: UInt32}, 3, 'UTC') + toIntervalMillisecond(
        least(3599999, (client % 3000) * 1000 + intDiv(dice, 7919) % (if(machine, 20, 590) * 1000))) AS at,
    toIPv6(concat('::ffff:', toString(20 + intDiv(client, 13) % 60), '.', toString(intDiv(client, 17) % 256), '.',
        toString(intDiv(client, 19) % 256), '.', toString(intDiv(client, 23) % 254 + 1))) AS address,
    concat(['/', '/product/', '/search/', '/assets/app-', '/api/items/', '/img/'][intDiv(dice, 31) % 6 + 1],
        toString(intDiv(dice, 37) % if(machine, 5000, 60))) AS asked_path
SELECT
    if(bare, 'connection', 'request') AS type,
    at AS time,
    concat('sensor-', toString(site % 3)) AS sensor_id,
    concat(toString(client % 10000000), '-', toString(intDiv(dice, 41) % 3), '-', toString({hour: UInt32} % 864000)) AS conn_id,
    'tcp' AS transport,
    address AS src_ip,
    toUInt16(32768 + client % 28000) AS src_port,
    address AS peer_ip,
    toUInt16(32768 + client % 28000) AS peer_port,
    toIPv6(concat('::ffff:198.51.100.', toString(site + 1))) AS dst_ip,
    if(bare AND machine, toUInt16(1 + dice % 9000), 443) AS dst_port,
    toUInt32(if(bare, 0, 1 + intDiv(dice, 43) % 12)) AS keepalives,
    'https' AS scheme,
    if(bare, '', if(machine, '1.1', '2')) AS http_version,
    if(bare, '', if(intDiv(dice, 47) % 12 = 0, 'POST', 'GET')) AS method,
    if(bare, '', host_name) AS host,
    if(bare, '', asked_path) AS path,
    if(bare OR dice % 4 > 0, '', concat('page=', toString(dice % 97))) AS query_string,
    if(bare, [], [('user-agent', agent), ('accept', '*/*'), ('accept-language', 'en-GB,en;q=0.8'),
        ('accept-encoding', 'gzip, deflate, br'), ('sec-fetch-mode', if(machine, 'cors', 'navigate'))]) AS headers,
    if(bare, '', concat('5-', substring(digest, 1, 4))) AS header_order_signature,
    if(bare OR machine, '', concat('1:65536;2:0;4:6291456;6:', toString(262144 + stack % 8), '|15663105|0|m,a,s,p')) AS h2_fingerprint,
    false AS truncated,
    toUInt16(if(bare, 0, if(machine AND dice % 3 = 0, 404, if(dice % 40 = 0, 500, 200)))) AS status_code,
    toInt64(if(bare, -1, dice % 60000)) AS response_size,
    toFloat32(if(bare, -1, dice % 900 / 10)) AS duration_ms,
    if(bare, [], [('content-type', 'text/html')]) AS response_headers,
    toFloat32(dice % 500 / 10) AS syn_to_clienthello_ms,
    toFloat32(if(bare, -1, dice % 700 / 10)) AS clienthello_to_request_ms,
    true AS correlated,
    if(bare, ['scan', 'half_open', 'slowloris', 'tls_only', 'not_http', 'upgraded'][if(machine, 1, client % 6 + 1)], '') AS connection_state,
    toFloat32(if(bare, dice % 9000, -1)) AS connection_ms,
    toUInt32(0) AS connection_requests,
    toUInt64(if(bare, dice % 900, 0)) AS bytes_in,
    toUInt64(if(bare, dice % 5000, 0)) AS bytes_out,
    toUInt8([64, 128, 57, 118][stack % 4 + 1]) AS ip_meta_ttl,
    toUInt16(dice % 65536) AS ip_meta_id,
    true AS ip_meta_df,
    toUInt16(60) AS ip_meta_total_length,
    toUInt16([64240, 65535, 29200][stack % 3 + 1]) AS tcp_meta_window_size,
    toUInt16([1460, 1400, 1440][stack % 3 + 1]) AS tcp_meta_mss,
    toInt8(6 + stack % 3) AS tcp_meta_window_scale,
    'MSS,SACK,TS,NOP,WS' AS tcp_meta_options,
    concat('4:64+0:0:', toString(stack % 5), ':mss*44,7:mss,sok,ts,nop,ws:df,id+:0') AS tcp_signature,
    ['Linux', 'Windows', 'macOS'][stack % 3 + 1] AS os_guess,
    '1.3' AS tls_version,
    host_name AS tls_sni,
    if(machine, 'http/1.1', 'h2,http/1.1') AS tls_alpn,
    if(bare AND machine, '', fingerprint) AS ja4,
    concat('t13d1516h2_', substring(digest, 1, 4), ',1301,1302_0005,000a') AS ja4_r,
    concat('t13d1516h2_', substring(digest, 5, 12)) AS ja4_o,
    concat('t13d1516h2_1301,1302_', toString(intDiv(dice, 53) % 16)) AS ja4_ro,
    concat('771,4865-4866,0-23-', toString(intDiv(dice, 53) % 16), ',29-23,0') AS ja3,
    lower(hex(sipHash128(intDiv(dice, 53) % 16))) AS ja3_hash
FROM numbers({rows: UInt64})
`
