import type { AgentExtension } from 'identity-hub/extension'

export default {
  deprovision: (_entry, object) => {
    if (object.value('displayName') === 'odd') throw new Error('what about it?')
    return 'delete'
  },
} satisfies AgentExtension
