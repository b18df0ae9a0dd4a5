import type { AgentExtension } from 'identity-hub/extension'

export default {
  importFlow: {
    // Whoever gave it keeps it until it is empty there; who says "none" takes it away whoever gave it.
    keeper: (entry, object, hub) => {
      if (entry.value('title') === 'none') return []
      const [giver] = object.contributors('title')
      if (giver !== undefined && giver.agent !== entry.agent) return hub.decline
      return entry.has('title') ? entry.value('title') : giver === undefined ? hub.decline : []
    },
    // The longer list wins.
    longest: (entry, object, hub) =>
      entry.values('nicks').length > object.values('nicks').length ? [...entry.values('nicks')] : hub.decline,
    ranked: (entry, _object, hub) => {
      const name = entry.value('name')
      if (name === 'fail') throw hub.fail('no such name')
      if (name === 'todo') throw hub.notImplemented()
      return name === 'decline' ? hub.decline : name === 'none' ? [] : name
    },
  },
} satisfies AgentExtension
