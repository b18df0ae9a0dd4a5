/**
 * Whether an entry has exported references in a layer: looked up for each entry, in the order of the index. Where one group has most
 * of the references, `exists` makes the planner expect to meet one of the entry's at once, and walk over all of them for every
 * entry that has none.
 */
export const HAS_REFERENCES = (entry: string, layer: 'pending' | 'unconfirmed'): string =>
  `coalesce((select true from export_reference r where r.entry_id = ${entry} and r.layer = '${layer}'
    order by r.attribute, r.target_id limit 1), false)`
