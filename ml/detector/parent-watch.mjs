// A thread that looks after the parent while the detector computes: killed with -9, a parent says no goodbye, and a busy
// event loop would not hear that its channel closed. Plain JavaScript: it must start without a compiler.
import process from 'node:process'
import { workerData } from 'node:worker_threads'

const LOOK_MS = 500

setInterval(() => {
  if (process.ppid !== workerData.parent) process.kill(process.pid, 'SIGKILL')
}, LOOK_MS)
