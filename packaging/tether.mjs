/**
 * Runs a command whose life hangs on ours: when standard input closes (the supervisor is gone, even by kill -9), it is
 * asked to end. Usage: node tether.mjs COMMAND [ARGUMENT …]
 */
import { spawn } from 'node:child_process'
import process from 'node:process'

const [command, ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
const end = (signal) => () => child.kill(signal)
process.stdin.on('end', end('SIGTERM')).on('error', end('SIGTERM')).resume()
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end(signal))
child.on('error', (error) => {
  process.stderr.write(`${command}: ${error.message}\n`)
  process.exit(127)
})
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 0))
