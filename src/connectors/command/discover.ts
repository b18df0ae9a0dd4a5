import type { DiscoveredType } from '../connector.js'
import type { Asking, Requests } from './requests.js'
import { outOfTurn } from './trouble.js'

/** The types that the program says its source has. */
export async function discoverProgram(requests: Requests, asking: Asking): Promise<readonly DiscoveredType[]> {
  const { types } = await requests.answer({ type: 'discover' }, asking)
  if (types === undefined) throw outOfTurn('work', 'The program ended discover without types.')
  return types
}
