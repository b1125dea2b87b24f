// Asks for addresses with a library that imitates a browser's TLS: LIBRARY FOLDER PROFILE SYSTEM PAUSE_S URL...
import { createRequire } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'

const [library, folder, profile, system, pause_s, ...urls] = process.argv.slice(2)
// Named so that nobody takes what it brings for Vigie's own dependencies.
const bring = createRequire(`${folder}/package.json`)

// JA3 of current browsers as the library's own documentation gives them, each with its user agent.
const JA3 = {
  chrome: [
    '771,4865-4866-4867-49195-49199-49196-49200-52393-52392-49171-49172-156-157-47-53,0-23-65281-10-11-35-16-5-13-18-51-45-43-27-17513,29-23-24,0',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36',
  ],
  firefox: [
    '771,4865-4867-4866-49195-49199-52393-52392-49196-49200-49162-49161-49171-49172-156-157-47-53,0-23-65281-10-11-35-16-5-51-43-13-45-28-21,29-23-24-25-256-257,0',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:135.0) Gecko/20100101 Firefox/135.0',
  ],
}

async function open() {
  if (library === 'impit') {
    const { Impit } = bring('impit')
    const impit = new Impit({ browser: profile, ignoreTlsErrors: true })
    return { ask: async (url) => (await impit.fetch(url)).text(), close: () => undefined }
  }
  if (library === 'wreq-js') {
    const { createSession } = bring('wreq-js')
    const session = await createSession({ browser: profile, os: system, insecure: true })
    return { ask: async (url) => (await session.fetch(url)).text(), close: () => session.close() }
  }
  const start = bring('cycletls')
  const cycle = await (start.default ?? start)()
  const [ja3, userAgent] = JA3[profile]
  return {
    ask: async (url) => cycle(url, { ja3, userAgent, insecureSkipVerify: true, forceHTTP1: false, timeout: 5 }, 'get'),
    close: () => cycle.exit(),
  }
}

const client = await open()
for (const url of urls) {
  try {
    await client.ask(url)
  } catch (reason) {
    process.stderr.write(`${String(reason)}\n`)
  }
  await pause(Number(pause_s) * 1000)
}
await client.close()
process.exit(0)
