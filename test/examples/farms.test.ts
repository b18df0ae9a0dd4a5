import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { describeWithServer } from '../support/servers.js'

describeWithServer('samba', 'the example with real servers', () => {
  test('fills two farms from two forests, each with its own people', () => {
    const data = mkdtempSync(join(tmpdir(), 'hub-farms-'))
    try {
      const parameters = ['--import', './scripts/typescript.js', 'examples/farms/servers.ts', '--once', '--data', data]
      const { status, stdout, stderr } = spawnSync(process.execPath, parameters, {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '' },
      })
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      expect(stdout).toContain('intranet: 87 profiles, 85 with a manager, 28 with a photo')
      expect(stdout).toContain('extranet: 21 profiles, 0 with a manager, 0 with a photo')
      const ends = stdout.split('\n').filter(line => /^run \d+: [a-z-]+ in /.test(line))
      expect(ends.map(line => line.replace(/^run \d+: | in .*$/g, ''))).toEqual(Array(5).fill('success'))
      // What was written was confirmed: nothing is written twice.
      expect(stdout).not.toMatch(/^step \d+ [a-z-]+: completed-warnings/m)
    } finally {
      rmSync(data, { recursive: true, force: true })
    }
  }, 300_000)
})
