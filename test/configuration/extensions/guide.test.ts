import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { agentRules, metaverseRules } from '../../../src/configuration/extensions/check-exports.js'
import { linkModules } from '../../../src/configuration/extensions/link.js'
import { createSandbox } from '../../../src/configuration/extensions/sandbox.js'

test('the modules in the guide can be loaded', () => {
  const guide = readFileSync('docs/extensions.md', 'utf8')
  const modules = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = '']) => text)
  const loaded = modules.map(text =>
    linkModules(new Map([['rules.ts', text]]), createSandbox())('rules.ts').get('default'),
  )
  expect(loaded).toHaveLength(2)
  expect(Object.keys(agentRules('rules.ts', loaded[0]))).toContain('joinResolution')
  expect(Object.keys(metaverseRules('rules.ts', loaded[1]))).toEqual(['provision'])
})
