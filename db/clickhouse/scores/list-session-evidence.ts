import { z } from 'zod'
import { SessionEvidence } from '../../model/evidence.ts'
import { SessionId } from '../../model/session.ts'
import { defineQuery } from '../define-query.ts'

/** A parameter is one form field, which the store reads up to 128 kB. */
export const MOST_IDS = 3000

/** What sessions of an hour showed of their clients, in no order; no ids: all of that hour. Reads the aggregates alone. */
export const listSessionEvidence = defineQuery({
  name: 'listSessionEvidence',
  params: z.object({ window_start: z.iso.datetime(), session_ids: z.array(SessionId).max(MOST_IDS) }),
  row: SessionEvidence,
  sql: `
    WITH toDateTime(assumeNotNull(vigie_time({window_start: String})), 'UTC') AS asked_window
    SELECT
        sessions.session_id AS session_id,
        vigie_time_text(asked_window) AS window_start,
        vigie_ip_text(sessions.src_ip) AS src_ip,
        toString(sessions.ja4) AS ja4,
        toString(sessions.host) AS host,
        sessions.hits AS hits,
        if(said.user_agent = '', sessions.user_agent, said.user_agent) AS user_agent,
        vigie_ua_family(user_agent) AS claimed_browser,
        vigie_ua_os(user_agent) AS claimed_os,
        -- Every browser on iOS is built on Safari's engine.
        if(claimed_os = 'iOS' AND claimed_browser != '', 'Safari', vigie_engine(claimed_browser)) AS claimed_engine,
        sessions.count_document AS documents,
        toBool(shapes.tcp_stack != '') AS has_syn,
        toBool(sessions.ja4 != '') AS has_tls,
        toBool(shapes.h2_fingerprint != '') AS has_h2,
        toBool(asn_label = 'cdn' OR sessions.is_proxied) AS behind_proxy,
        dictGet('ja4_processing.dict_browser_ja4', 'browser_family', ja4) AS ja4_family,
        toString(shapes.h2_fingerprint) AS h2_fingerprint,
        dictGet('ja4_processing.dict_browser_h2', 'browser_family', h2_fingerprint) AS h2_family,
        toString(shapes.header_order_signature) AS header_order_signature,
        toString(shapes.tcp_stack) AS tcp_stack,
        toString(said.os_guess) AS os_guess,
        toString(said.scheme) AS scheme,
        toString(said.http_version) AS http_version,
        said.header_names AS header_names,
        said.accept AS accept,
        said.accept_encoding AS accept_encoding,
        said.sec_ch_ua AS sec_ch_ua,
        toString(said.sec_ch_ua_mobile) AS sec_ch_ua_mobile,
        toString(said.sec_ch_ua_platform) AS sec_ch_ua_platform,
        toString(said.sec_fetch_dest) AS sec_fetch_dest,
        toString(said.sec_fetch_mode) AS sec_fetch_mode,
        toString(said.sec_fetch_site) AS sec_fetch_site,
        dictGet('ja4_processing.dict_iplocate_asn', 'asn', sessions.src_ip) AS asn,
        dictGet('ja4_processing.dict_iplocate_asn', 'name', sessions.src_ip) AS asn_name,
        dictGet('ja4_processing.dict_asn_reputation', 'label', toUInt64(asn)) AS asn_label,
        dictGet('ja4_processing.dict_iplocate_asn', 'country_code', sessions.src_ip) AS country_code,
        dictGet('ja4_processing.dict_bot_ip', 'bot_name', sessions.src_ip) AS bot_ip,
        dictGet('ja4_processing.dict_bot_ja4', 'bot_name', ja4) AS bot_ja4,
        dictGet('ja4_processing.dict_crawler_ip', 'crawler', sessions.src_ip) AS crawler,
        dictGet('ja4_processing.dict_block_ip', 'lists', sessions.src_ip) AS block_lists
    FROM
    (
        SELECT
            vigie_session_id(agg.window_start, agg.host, agg.src_ip, agg.ja4) AS session_id,
            agg.src_ip AS src_ip,
            agg.ja4 AS ja4,
            agg.host AS host,
            sum(agg.hits) AS hits,
            sum(agg.count_document) AS count_document,
            argMaxMerge(agg.user_agent) AS user_agent,
            argMaxMerge(agg.fingerprint) AS fingerprint,
            max(agg.is_proxied) AS is_proxied,
            argMaxMerge(agg.claims) AS claims
        FROM ja4_processing.agg_host_ip_ja4_1h AS agg
        WHERE agg.window_start = asked_window
          AND (empty({session_ids: Array(String)})
            OR vigie_session_id(agg.window_start, agg.host, agg.src_ip, agg.ja4) IN {session_ids: Array(String)})
        GROUP BY agg.window_start, agg.src_ip, agg.ja4, agg.host
    ) AS sessions
    LEFT JOIN
    (
        SELECT
            fingerprint,
            any(seen.header_order_signature) AS header_order_signature,
            any(seen.h2_fingerprint) AS h2_fingerprint,
            any(seen.tcp_stack) AS tcp_stack
        FROM ja4_processing.agg_header_fingerprint_1h AS seen
        WHERE seen.window_start = asked_window
        GROUP BY fingerprint
    ) AS shapes ON shapes.fingerprint = sessions.fingerprint
    LEFT JOIN
    (
        SELECT
            claims,
            any(each.scheme) AS scheme,
            any(each.http_version) AS http_version,
            any(each.header_names) AS header_names,
            any(each.accept) AS accept,
            any(each.accept_encoding) AS accept_encoding,
            any(each.sec_ch_ua) AS sec_ch_ua,
            any(each.sec_ch_ua_mobile) AS sec_ch_ua_mobile,
            any(each.sec_ch_ua_platform) AS sec_ch_ua_platform,
            any(each.sec_fetch_dest) AS sec_fetch_dest,
            any(each.sec_fetch_mode) AS sec_fetch_mode,
            any(each.sec_fetch_site) AS sec_fetch_site,
            any(each.user_agent) AS user_agent,
            any(each.os_guess) AS os_guess
        FROM ja4_processing.agg_client_claims_1h AS each
        WHERE each.window_start = asked_window
        GROUP BY claims
    ) AS said ON said.claims = sessions.claims
  `,
})
