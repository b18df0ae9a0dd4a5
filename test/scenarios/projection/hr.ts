import type { AgentExtension } from 'identity-hub/extension'

export default {
  projection: (entry, hub) => {
    const kind = entry.value('kind')
    if (kind === 'decline') return hub.decline
    if (kind === 'yes') return true as unknown as string
    return kind
  },
} satisfies AgentExtension
