import { describe, expect, test } from '@jest/globals'
import { readModule } from '../../../src/configuration/extensions/module-text.js'
import { agentOf, ENTRY, load, OBJECT, problemOf } from './support.js'

const flow = (text: string, name = 'it') => agentOf(text).rules.importFlows.get(name)?.(ENTRY, OBJECT)

describe('what a module may be made of', () => {
  test('types are taken off, and a default export is found wherever it stands', () => {
    expect(
      flow(`import type { AgentExtension } from 'identity-hub/extension'
interface Part { readonly text: string }
export default {
  importFlow: { it: (entry): string => ({ text: entry.value('name')! } as Part).text },
} satisfies AgentExtension
const later: string = 'unused'`),
    ).toEqual(['Jo Smith'])
  })

  test('words in texts, comments, templates and patterns are no statements', () => {
    expect(
      flow(`/* import x from './nowhere.ts'
export default 3 */
const text = \`
import { a } from './b.ts'
export default 1
\`
const pattern = /[/"'\`]export default/
// export const nothing = 1
export default { importFlow: { it: () => text.trim().split('\\n')[0] + pattern.source } }`),
    ).toEqual(["import { a } from './b.ts'[/\"'`]export default"])
  })

  test.each([
    ["import { a as b } from './other.ts'", 'b'],
    ["import other from './other.ts'", 'other'],
    ["import other, { a } from './other.ts'", 'other + a'],
    ["import * as all from './other.ts'", 'all.a + all.f()'],
    ["import {\n  a, // one\n  /* two */ f,\n} from './other.ts';", 'a + f()'],
    ["import { type Nothing, k } from './other.ts'", 'k'],
    ["import { twice } from './again.ts'", 'twice'],
  ])('%s', (statement, expression) => {
    const { agent, problems } = load({
      'rules.ts': `${statement}\nexport default { importFlow: { it: () => ${expression} } }`,
      'other.ts': `export const a = 'a', unused = 1
export function f() { return 'f' }
export interface Nothing { x: string }
class K { text = 'k' }
const k = new K().text
export { k }
export default 'default'`,
      ...(statement.includes('again') && { 'again.ts': "export { a as twice, default as it } from './other.ts'" }),
    })
    expect(problems).toEqual([])
    const value = agent('hr')?.importFlows.get('it')?.(ENTRY, OBJECT)
    expect(value).toEqual([
      {
        b: 'a',
        other: 'default',
        'other + a': 'defaulta',
        'all.a + all.f()': 'af',
        'a + f()': 'af',
        k: 'k',
        twice: 'a',
      }[expression],
    ])
  })

  test('a named default function keeps its name, and modules run once', () => {
    const { agent } = load({
      'rules.ts':
        "import { count } from './count.ts'\nimport './second.ts'\nexport default { importFlow: { it: () => count() } }",
      'second.ts': "import { count } from './count.ts'\ncount()",
      'count.ts':
        'let n = 0\nexport default function again() { return count() }\nexport function count(): number { return ++n }',
    })
    expect(agent('hr')?.importFlows.get('it')?.(ENTRY, OBJECT)).toEqual(['2'])
  })

  test('lines and columns stay where they are', () => {
    const text = `import type { Entry } from 'identity-hub/extension'
import { a } from './a.ts'; export const b: string = a
export default { b }`
    const { code } = readModule('rules.ts', text)
    expect(code.split('\n').map(line => line.length)).toEqual(text.split('\n').map(line => line.length))
    expect(code.indexOf('const b')).toBe(text.indexOf('const b'))
  })
})

describe('what a module may not be made of', () => {
  const problemIn = (text: string, more: Readonly<Record<string, string>> = {}) =>
    load({ 'rules.ts': text, ...more }).problems[0]

  test.each([
    ['export default {\n  filter(entry: string { return true }\n}', 2, 'configuration.syntax', 'Expected TypeScript'],
    ['\n\nexport default { filter: () => tr ue }', 3, 'configuration.syntax', 'Expected TypeScript'],
    ['enum Colour { red }\nexport default {}', 1, 'configuration.syntax', 'no enum'],
    ["import { readFileSync } from 'node:fs'\nexport default {}", 1, 'configuration.syntax', "Import './file.ts'"],
    ["\nimport lodash from 'lodash'\nexport default {}", 2, 'configuration.syntax', "Import './file.ts'"],
    ["import { Entry } from 'identity-hub/extension'\nexport default {}", 1, 'configuration.syntax', 'import type'],
    ['const a = 1\nexport * from "./other.ts"', 2, 'configuration.syntax', 'Name what is exported'],
    ['const x = import.meta.url\nexport default {}', 1, 'configuration.syntax', 'leave it out'],
    ['const x = await 3\nexport default {}', 1, 'configuration.syntax', 'wait for nothing'],
    ["import { nope } from './other.ts'\nexport default {}", 1, 'configuration.syntax', 'Known here: one'],
    ["import { one } from './rules.ts'\nexport default {}", 1, 'configuration.syntax', 'third file'],
    ['export default {\n  filter: undefinedThing(),\n}', 2, 'configuration.invalid', 'outside functions'],
    ['export default { importFlow: {} }\nwhile (true) {}', undefined, 'configuration.invalid', 'outside functions'],
    ['export const filter = () => true', undefined, 'configuration.invalid', 'Write export default'],
    ['export default { filtre: () => true }', undefined, 'configuration.invalid', 'Did you mean filter?'],
    ['export default { filter: true }', undefined, 'configuration.invalid', undefined],
    ['export default { filter: async () => true }', undefined, 'configuration.invalid', 'leave async'],
    ['export default { importFlow: () => 1 }', undefined, 'configuration.invalid', 'Write importFlow: {'],
  ])('%s', (text, line, code, hint) => {
    const problem = problemIn(text, /other|twice/.test(text) ? { 'other.ts': 'export const one = 1' } : {})
    expect(problem).toMatchObject({ code, where: { file: 'rules.ts' } })
    expect(problem?.where?.line).toBe(line)
    expect(problem?.hint ?? '').toContain(hint ?? '')
  })

  test('a file that is missing, is used by nobody, or lies outside', () => {
    expect(problemIn("import { a } from './gone.ts'\nexport default {}")?.message).toBe(
      'The configuration has no file gone.ts',
    )
    expect(problemIn('export default {}', { 'idle.ts': '' })?.message).toBe('Nothing uses idle.ts')
    expect(problemIn('export default {}', { '../out.ts': '' })?.message).toContain('../out.ts is no path')
    expect(problemIn("import { a } from '../out.ts'\nexport default {}")?.message).toBe(
      'The configuration has no file ../out.ts',
    )
  })

  test('nothing of the world is there', () => {
    const names = [
      'process',
      'require',
      'fetch',
      'setTimeout',
      'console',
      'WebAssembly',
      'SharedArrayBuffer',
      'Atomics',
      'Buffer',
      'URL',
    ]
    const text = `export default { importFlow: { it: () => [${names.map(name => `typeof ${name}`).join(', ')}] } }`
    expect(flow(text)).toEqual(['undefined'])
    const evaluating = agentOf("export default { importFlow: { it: () => new Function('return 1')() } }").rules
    expect(problemOf(() => evaluating.importFlows.get('it')?.(ENTRY, OBJECT)).message).toContain(
      'Code generation from strings',
    )
  })
})
