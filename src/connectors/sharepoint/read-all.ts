import type { ReadRequest } from '../connector.js'
import type { ReadItem } from '../kit/pages.js'
import { checkSignal, orCancelled, stop } from '../kit/stop.js'
import type { ProfileDecoder } from './decode.js'
import type { IndexedProfile, ProfileService } from './profiles.js'
import { SoapFault } from './soap/fault.js'
import { readTrouble } from './trouble.js'

/** The service tells each profile together with the index of the next: a chain. Asking -1 gives the first. */
const FIRST = -1
/** So many profiles in a row that cannot be read are no longer single broken ones. */
const MOST_BROKEN = 10

export interface Chain {
  readonly profiles: ProfileService
  readonly decode: ProfileDecoder
  /** How many profiles may be asked for at once. */
  readonly ahead: number
}

/**
 * Follows the chain of profiles to its end. Because a missing index gives the next profile there is, those that are likely to come are
 * asked for ahead; only what lies on the chain counts, so that gaps cost requests and nothing else.
 */
export async function* readProfiles(
  { profiles, decode, ahead }: Chain,
  { signal }: Pick<ReadRequest, 'signal'>,
): AsyncGenerator<ReadItem[]> {
  let place: ChainPlace = { at: FIRST, broken: 0 }
  let width = 1
  while (place.at !== undefined) {
    checkSignal(signal)
    const start: number = place.at
    const asked = Array.from({ length: start === FIRST ? 1 : width }, (_, i) => start + i)
    const answers = await orCancelled(askAll(profiles, asked), signal)
    const walked = walk(place, answers, decode)
    place = walked.place
    // Where there are gaps, fewer are asked for ahead.
    width = Math.max(1, Math.min(walked.used * 2, ahead))
    yield walked.items
  }
}

interface ChainPlace {
  /** The index that comes next; undefined at the end. */
  readonly at: number | undefined
  /** How many profiles in a row could not be read. */
  readonly broken: number
}

/** Goes along the chain as far as the answers reach. */
function walk(
  from: ChainPlace,
  answers: ReadonlyMap<number, Answer>,
  decode: ProfileDecoder,
): { readonly place: ChainPlace; readonly items: ReadItem[]; readonly used: number } {
  const items: ReadItem[] = []
  let { at, broken } = from
  let used = 0
  for (; at !== undefined && answers.has(at); used++) {
    const answer = answers.get(at) as Answer
    if (answer instanceof SoapFault) {
      if (++broken >= MOST_BROKEN || at === FIRST) throw readTrouble(answer, `the profile at index ${at}`)
      items.push(unreadable(at, answer))
      at++
    } else {
      broken = 0
      if (answer.profile !== undefined) items.push(decode(answer.profile))
      at = next(answer, at)
    }
  }
  return { place: { at, broken }, items, used }
}

type Answer = IndexedProfile | SoapFault

async function askAll(profiles: ProfileService, indexes: readonly number[]): Promise<Map<number, Answer>> {
  const answers = await Promise.all(
    indexes.map(async (index): Promise<Answer> => {
      try {
        return await profiles.byIndex(index)
      } catch (error) {
        if (error instanceof SoapFault) return error
        throw error
      }
    }),
  )
  return new Map(indexes.map((index, i) => [index, answers[i] as Answer]))
}

function next({ next: after }: IndexedProfile, at: number): number | undefined {
  if (after === undefined || after > at) return after
  throw stop('stopped-import-read', {
    code: 'source.malformed',
    message: `The farm's list of profiles leads from index ${at} back to ${after}.`,
    hint: 'Nothing was deleted. Run the import again.',
  })
}

const unreadable = (index: number, fault: SoapFault): ReadItem => ({
  kind: 'problem',
  problem: {
    code: 'read-error',
    message: `The profile at index ${index} cannot be read: ${fault.message}`,
    hint: 'Look at the profile in Central Administration. The other profiles were read; nothing is deleted until this one is readable.',
    where: { anchor: String(index) },
  },
})
