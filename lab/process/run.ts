import { execFile } from 'node:child_process'

/** A program and its parameters. */
export type Command = readonly [string, ...string[]]

export interface Finished {
  code: number
  stdout: string
  stderr: string
}

/** Runs a command to its end without a shell; an unusual exit code is a value, a command that cannot start throws. */
export function run(command: Command, input = ''): Promise<Finished> {
  const [file, ...parameters] = command
  return new Promise((resolve, reject) => {
    const child = execFile(file, parameters, { maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr })
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr })
      else if (typeof error.signal === 'string') resolve({ code: -1, stdout, stderr })
      else reject(new Error(`cannot run ${file}: ${error.message}`))
    })
    // A client that ends before it has read its input is judged by what it reports, not by the broken pipe.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

/** Like `run`, for commands that must succeed. */
export async function mustRun(command: Command, input = ''): Promise<string> {
  const { code, stdout, stderr } = await run(command, input)
  if (code !== 0) throw new Error(`${command.join(' ')} failed (${code}): ${stderr.trim() || stdout.trim()}`)
  return stdout
}
