// Asks as many addresses of one network do that a single script hands out: one request a connection, one after the other
// for each address. Reads {src_ips, dst_ip, host, paths, requests, agent} and tells what went wrong.
import { readFileSync } from 'node:fs'
import https from 'node:https'

const { src_ips, dst_ip, host, paths, requests, agent } = JSON.parse(readFileSync(0, 'utf8'))
const headers = {
  Host: host,
  'User-Agent': agent,
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Language': 'en-US,en;q=0.9',
  'Accept-Encoding': 'gzip, deflate, br',
}

function ask(localAddress, path) {
  const options = { host: dst_ip, servername: host, port: 443, path, localAddress, agent: false, headers }
  return new Promise((resolve) => {
    const request = https.get({ ...options, rejectUnauthorized: false }, (answer) => answer.resume().on('end', resolve))
    request.on('error', (reason) => {
      process.stderr.write(`${String(reason)}\n`)
      resolve()
    })
  })
}

for (const [number, src_ip] of src_ips.entries()) {
  for (let at = 0; at < requests; at++) await ask(src_ip, paths[(at * 7 + number) % paths.length])
}
