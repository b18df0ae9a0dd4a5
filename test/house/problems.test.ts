import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { PROBLEMS } from '../../src/model/problem.js'

interface Documented {
  readonly code: string
  readonly again: string
  readonly means: string
  readonly remedy: string
}

const documented: readonly Documented[] = [
  ...readFileSync('docs/problems.md', 'utf8').matchAll(/^\| `([^`]+)` \| (\w+) \| (.+?) \| (.+?) \|$/gm),
].map(([, code = '', again = '', means = '', remedy = '']) => ({ code, again, means, remedy }))

test('every code is documented once, in the order of the catalogue, and every documented code exists', () => {
  expect(documented.map(each => each.code)).toEqual(Object.keys(PROBLEMS))
})

test('the documentation says as the hub does whether it tries again', () => {
  const retries = Object.fromEntries(documented.map(({ code, again }) => [code, again]))
  expect(retries).toEqual(Object.fromEntries(Object.entries(PROBLEMS).map(([code, { retry }]) => [code, retry])))
})

test('every problem has a cause and a remedy, in sentences', () => {
  const sentence = /^[A-Z].+[.:)]$/
  expect(documented.filter(({ means, remedy }) => !sentence.test(means) || !sentence.test(remedy))).toEqual([])
})

test('what is called reserved is reported by nothing, and everything else by something', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && name !== join('model', 'problem.ts'))
    .map(name => readFileSync(join('src', name), 'utf8'))
    .join('\n')
  const unused = Object.keys(PROBLEMS).filter(code => !sources.includes(`'${code}'`))
  expect(documented.filter(each => each.means.includes('Reserved.')).map(each => each.code)).toEqual(unused)
})
