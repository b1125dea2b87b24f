import { expect, test } from 'vitest'
import { isSynSeen, synReadings } from './syn-reading.ts'

const LINUX = {
  ip_meta_ttl: 57,
  ip_meta_id: 4711,
  ip_meta_df: true,
  ip_meta_total_length: 60,
  tcp_meta_window_size: 64240,
  tcp_meta_mss: 1460,
  tcp_meta_window_scale: 7,
  tcp_meta_options: 'MSS,SACK,TS,NOP,WS',
  tcp_signature: '4:57+7:0:1460:mss*44,7:mss,sok,ts,nop,ws:df,id+:0',
  os_guess: 'Linux',
}

test('a SYN is read into what it says of its sender', () => {
  const says = Object.fromEntries(synReadings(LINUX).map((reading) => [reading.fact, reading.says]))
  expect(says['TTL']).toBe('set out at 64 (Linux, Android, Apple), 7 routers on the way')
  expect(says['Options']).toBe('the order of Linux and Android')
})

test('a SYN that was not seen is told apart from one full of zeros', () => {
  expect(isSynSeen(LINUX)).toBe(true)
  expect(isSynSeen({ ...LINUX, ip_meta_ttl: 0, tcp_meta_window_size: 0 })).toBe(false)
})
