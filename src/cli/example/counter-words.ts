import type { Counter, Counters } from '../../model/counter.js'

/** What each counter says, in plain words; MIM's names are in docs/words.md. */
export const COUNTER_WORDS: Readonly<Record<Counter, string>> = {
  'stage-no-change': 'unchanged',
  'stage-add': 'new',
  'stage-update': 'changed',
  'stage-rename': 'renamed',
  'stage-delete': 'gone',
  'stage-delete-add': 'replaced',
  'stage-failure': 'could not be read',
  'filtered-deletions': 'deletions of filtered objects',
  'filtered-objects': 'filtered by the connector',
  'disconnector-filtered': 'left out by a filter',
  'disconnector-joined-no-flow': 'joined, nothing new',
  'disconnector-joined-flow': 'joined to a known object',
  'disconnector-joined-remove-mv': 'joined, and the object deleted',
  'disconnector-projected-no-flow': 'new in the metaverse, without values',
  'disconnector-projected-flow': 'new in the metaverse',
  'disconnector-projected-remove-mv': 'new in the metaverse, and deleted again',
  'disconnector-remains': 'belong to nothing',
  'connector-filtered-remove-mv': 'now left out, and the object deleted',
  'connector-filtered-leave-mv': 'now left out, the object stays',
  'connector-flow': 'updated the metaverse',
  'connector-no-flow': 'brought nothing new',
  'connector-flow-remove-mv': 'updated the metaverse, and the object was deleted',
  'connector-delete-remove-mv': 'gone, and the object deleted',
  'connector-delete-leave-mv': 'gone, the object stays',
  'connector-delete-add-processed': 'replaced',
  'disconnector-deleted': 'gone, belonged to nothing',
  'flow-failure': 'failed',
  'provisioned-add-no-flow': 'to be created, without values',
  'provisioned-add-flow': 'to be created',
  'provisioned-rename-no-flow': 'to be renamed',
  'provisioned-rename-flow': 'to be renamed and updated',
  'provisioned-delete-add-no-flow': 'to be replaced, without values',
  'provisioned-delete-add-flow': 'to be replaced',
  'provisioned-disconnect': 'to be disconnected',
  'outbound-connector-flow': 'to be updated',
  'outbound-connector-no-flow': 'nothing to update',
  'export-add': 'created',
  'export-update': 'updated',
  'export-rename': 'renamed',
  'export-delete': 'deleted',
  'export-delete-add': 'replaced',
  'export-failure': 'refused',
  'connector-disconnected-remove-mv': 'parted by hand, and deleted',
  'connector-disconnected-leave-mv': 'parted by hand',
  'disconnector-set': 'set by hand',
  'connector-cleared-remove-mv': 'cleared, and their objects deleted',
  'connector-cleared-leave-mv': 'cleared',
  'disconnector-cleared': 'others cleared',
  'object-deleted': 'metaverse objects deleted',
  'object-restored': 'metaverse objects restored',
  'object-changed-back': 'metaverse objects changed back',
  'references-changed-back': 'with references put back',
  'object-left-alone': 'left alone, as others changed them since',
  'link-restored': 'linked again',
  'link-undone': 'unlinked again',
  'link-lost': 'not to be linked again',
  'undo-failure': 'that could not be put back',
}

/** `1,500 new, 12 changed; portal: 1,300 to be created` */
export function plainCounters(counters: Counters): string {
  const groups = new Map<string, string[]>()
  for (const [name, count] of Object.entries(counters)) {
    const [counter = name, agent = ''] = name.split('@')
    const words = COUNTER_WORDS[counter as Counter] ?? counter
    groups.set(agent, [...(groups.get(agent) ?? []), `${count.toLocaleString('en')} ${words}`])
  }
  return [...groups]
    .map(([agent, parts]) => (agent === '' ? parts.join(', ') : `${agent}: ${parts.join(', ')}`))
    .join('; ')
}
