import path from 'node:path'
import ts from 'typescript'
import { projectRoot } from './config.ts'

const host: ts.ParseConfigFileHost = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
    throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
  },
}

/** Every file that tsconfig.json names, read once: what `tsc` would compile. Throws where the configuration cannot be read. */
export function readSourceProgram(): ts.Program {
  const config = ts.getParsedCommandLineOfConfigFile(path.join(projectRoot, 'tsconfig.json'), {}, host)
  if (config === undefined) throw new Error('tsconfig.json cannot be read')
  // The build information is for whoever compiles again; this program ends with its process.
  const options = { ...config.options, noEmit: true, incremental: false }
  return ts.createProgram({
    rootNames: config.fileNames,
    options,
    configFileParsingDiagnostics: config.errors,
  })
}

/** What `tsc --noEmit` prints of the program; empty when every type holds. */
export function listTypeErrors(program: ts.Program): string {
  return ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), {
    getCurrentDirectory: () => projectRoot,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  })
}
