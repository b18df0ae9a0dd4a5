import { expect } from '@jest/globals'
import type { TestHub } from '../support/hub.js'

const STEPS = [
  ['hr', 'full-import'],
  ['hr', 'full-synchronization'],
  ['portal', 'export'],
  ['portal', 'full-import'],
  ['portal', 'full-synchronization'],
] as const

/** Brings what the agent hr tells to the agent portal and has it confirmed; every step has to end well. */
export async function settled(hub: TestHub): Promise<void> {
  for (const [agent, step] of STEPS) {
    expect([agent, step, (await hub.run(agent, step)).status]).toEqual([
      agent,
      step,
      expect.stringMatching(/^(success|completed-no-objects)$/),
    ])
  }
}
