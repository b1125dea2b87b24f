import { z } from 'zod'

/** A boosted tree; the root is node 0. A row goes left when its value is below the threshold, a gap as `default_left` says. */
export interface BoostedTree {
  left: Int32Array
  right: Int32Array
  /** -1: a leaf. */
  feature: Int32Array
  threshold: Float32Array
  default_left: Uint8Array
  /** A leaf's share of the margin. */
  value: Float32Array
  /** Sum of the second derivatives of the training rows that reached the node. */
  cover: Float64Array
}

export interface BoostedTrees {
  /** Margin (log odds) before any tree. */
  base_margin: number
  trees: BoostedTree[]
}

const numbers = z.array(z.number())

/** The part of XGBoost's JSON (doc/model.schema in its repository) that predicting takes. */
const SavedModel = z.object({
  learner: z.object({
    // Since 3.1 a list with one number.
    learner_model_param: z.object({ base_score: z.string().transform((text) => Number(text.replace(/[[\]]/g, ''))) }),
    gradient_booster: z.object({
      model: z.object({
        trees: z.array(
          z.object({
            left_children: numbers,
            right_children: numbers,
            split_indices: numbers,
            split_conditions: numbers,
            default_left: z.array(z.union([z.number(), z.boolean()])),
            sum_hessian: numbers,
          }),
        ),
      }),
    }),
  }),
})

/** Trees of a model of `binary:logistic`. */
export function readSavedTrees(model: Uint8Array): BoostedTrees {
  const { learner } = SavedModel.parse(JSON.parse(new TextDecoder().decode(model)))
  const { base_score } = learner.learner_model_param
  return {
    base_margin: Math.log(base_score / (1 - base_score)),
    trees: learner.gradient_booster.model.trees.map((tree) => {
      const isLeaf = (node: number): boolean => (tree.left_children[node] ?? -1) < 0
      return {
        left: Int32Array.from(tree.left_children),
        right: Int32Array.from(tree.right_children),
        feature: Int32Array.from(tree.split_indices, (feature, node) => (isLeaf(node) ? -1 : feature)),
        threshold: Float32Array.from(tree.split_conditions, (split, node) => (isLeaf(node) ? 0 : split)),
        default_left: Uint8Array.from(tree.default_left, Number),
        value: Float32Array.from(tree.split_conditions, (split, node) => (isLeaf(node) ? split : 0)),
        cover: Float64Array.from(tree.sum_hessian),
      }
    }),
  }
}
