import type { AgentExtension } from 'identity-hub/extension'

export default {
  joinMapping: {
    ids: entry => entry.values('hubIds'),
    // Logins of several numbers, such as a1+2.
    numbers: entry => (entry.value('login') ?? '').split('+').flatMap(part => [part.replace(/^a/, ''), `old-${part}`]),
  },
  joinResolution: {
    choose: (entry, hits, hub) => {
      const wish = entry.value('wish')
      if (wish === 'nobody') return hub.decline
      if (wish === 'beyond') return hits.length
      if (wish === 'contact') return { hit: 0, type: 'contact' }
      if (wish === 'nonsense') return { hit: 0, type: 'nonsense' }
      return hits.find(hit => hit.value('employeeStatus') === 'active')
    },
  },
} satisfies AgentExtension
