import { defineInsert } from '../define-insert.ts'
import { CycleMetrics } from './cycle-metrics.ts'

export const insertCycleMetrics = defineInsert({ table: 'ja4_processing.ml_performance_metrics', row: CycleMetrics })
