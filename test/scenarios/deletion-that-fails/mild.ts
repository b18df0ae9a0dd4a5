import type { AgentExtension } from 'identity-hub/extension'

export default { deprovision: () => 'delete' } satisfies AgentExtension
