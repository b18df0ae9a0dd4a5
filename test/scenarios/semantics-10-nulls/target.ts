import type { AgentExtension } from 'identity-hub/extension'

export default {
  exportFlow: { upper: object => object.value('displayName')?.toUpperCase() },
} satisfies AgentExtension
