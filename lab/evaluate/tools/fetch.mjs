// Asks for addresses with Node's fetch: PAUSE_S USER_AGENT|- URL...
const [pause_s, agent, ...urls] = process.argv.slice(2)
const headers = agent === '-' ? {} : { 'user-agent': agent }
for (const url of urls) {
  try {
    await (await fetch(url, { headers })).arrayBuffer()
  } catch (reason) {
    process.stderr.write(`${String(reason)}\n`)
  }
  await new Promise((resolve) => setTimeout(resolve, Number(pause_s) * 1000))
}
