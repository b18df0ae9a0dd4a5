import type { MetaverseExtension } from 'identity-hub/extension'

export default {
  // Of a group that is closed, any card that leaves takes it along.
  shouldDelete: (entry, object) => {
    if (object.value('description') === 'broken') throw new Error('cannot say')
    return entry.agent === 'other' && object.value('description') === 'closed'
  },
} satisfies MetaverseExtension
