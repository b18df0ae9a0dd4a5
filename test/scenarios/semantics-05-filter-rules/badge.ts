import type { AgentExtension } from 'identity-hub/extension'

export default {
  filter: entry => {
    if (entry.value('level') === 'broken') throw new Error('no level')
    return entry.value('level') === 'secret'
  },
} satisfies AgentExtension
