import type { OnnxNode, OnnxTensor } from './onnx-writer.ts'
import type { Scaling } from './scaling.ts'

/** `scaleMatrix` as ONNX: from `features`, raw with gaps, to `scaled`. */
export function scalingGraph({ medians, means, factors, reach, rounded }: Scaling): {
  constants: OnnxTensor[]
  nodes: OnnxNode[]
} {
  const row = (name: string, values: Float32Array): OnnxTensor => ({ name, shape: [values.length], values })
  const single = (name: string, value: number): OnnxTensor => ({ name, shape: [], values: Float32Array.of(value) })
  return {
    constants: [
      row('medians', medians),
      row('means', means),
      row('factors', factors),
      single('lowest', -reach),
      single('highest', reach),
    ],
    nodes: [
      { operator: 'IsNaN', inputs: ['features'], outputs: ['is_unknown'] },
      { operator: 'Where', inputs: ['is_unknown', 'medians', 'features'], outputs: ['filled'] },
      { operator: 'Sub', inputs: ['filled', 'means'], outputs: ['distances'] },
      { operator: 'Mul', inputs: ['distances', 'factors'], outputs: ['deviations'] },
      { operator: 'Clip', inputs: ['deviations', 'lowest', 'highest'], outputs: [rounded ? 'within' : 'scaled'] },
      ...(rounded ? [{ operator: 'Round', inputs: ['within'], outputs: ['scaled'] }] : []),
    ],
  }
}
