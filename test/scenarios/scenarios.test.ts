import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { playScenario } from './runner/scenario.js'

const HERE = import.meta.dirname

const scenarios = readdirSync(HERE, { withFileTypes: true })
  .filter(each => each.isDirectory() && each.name !== 'runner')
  .map(each => each.name)
  .filter(name => process.env.SCENARIO === undefined || name === process.env.SCENARIO)

test.each(scenarios)('%s', async name => {
  const { happened, expected } = await playScenario(join(HERE, name))
  expect(happened).toEqual(expected)
})
