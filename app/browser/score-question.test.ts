import { expect, test } from 'vitest'
import { scoreQuestionFrom, scoreSearchOf } from './score-question.ts'

test('a question survives its way through the URL, and the default leaves none behind', () => {
  const search =
    '?range=7d&host=shop.example&model_name=applicatif&threshold=0.62&min_score=0.5&max_score=0.75&x=eif_score'
  expect(scoreSearchOf(scoreQuestionFrom(new URLSearchParams(search)))).toBe(search)
  expect(scoreSearchOf(scoreQuestionFrom(new URLSearchParams()))).toBe('')
})

test('what is no score and no voice is as if it were not there', () => {
  const question = scoreQuestionFrom(new URLSearchParams('threshold=1.5&min_score=x&max_score=-1&x=shoe_size'))
  expect(question).toMatchObject({ threshold: null, min_score: 0, max_score: 1, x: 'knn_distance' })
})
