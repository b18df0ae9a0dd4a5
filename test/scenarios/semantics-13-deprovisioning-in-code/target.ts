import type { AgentExtension, Deprovisioning } from 'identity-hub/extension'

export default {
  deprovision: (entry, object) => {
    const uid = entry.value('uid')
    switch (object.value('displayName')) {
      case 'normal':
        return 'disconnect'
      case 'leaver':
        return {
          action: 'explicit-disconnect',
          dn: `${entry.rdn},ou=leavers`,
          set: { note: `left as ${object.value('employeeStatus')}`, cn: null, phones: ['1', '2'] },
        }
      case 'marked':
        return { action: 'disconnect', set: { note: `${uid} is free`, phones: [] } }
      case 'deleted':
        return { action: 'delete', set: { note: 'of no use' } }
      case 'double':
        return { action: 'disconnect', set: { note: ['one', 'two'] } }
      case 'odd':
        return 'burn' as Deprovisioning
      default:
        throw new Error(`what about ${uid}?`)
    }
  },
} satisfies AgentExtension
