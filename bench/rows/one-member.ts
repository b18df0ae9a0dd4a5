import type { Bench } from '../bench.js'
import { DIRECTORY } from '../configuration.js'
import { BIG_GROUP, groupAnchor, personName, SMALL_GROUP } from '../data.js'
import { median, rowCounts, writtenBetween } from '../measure.js'
import type { Row } from '../report.js'
import { type SettledHub, settledHub } from '../settled-hub.js'

const BUDGET_MILLISECONDS = 50
const ROUNDS = 7
const WARM_UPS = 20

interface Cost {
  readonly milliseconds: number
  readonly rows: number
}

/** One member more in the group with half of all people, from the source to the pending export; beside it a group of a hundred. */
export async function oneMember(bench: Bench): Promise<Row[]> {
  const { people } = bench
  const settled = await settledHub(bench, {
    name: 'one-member',
    people,
    changing: [people + BIG_GROUP, people + SMALL_GROUP],
  })
  const big: Cost[] = []
  const small: Cost[] = []
  bench.say(`one-member: ${ROUNDS} rounds`)
  for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
    // Members have even numbers before.
    const member = personName(2 * round + 11)
    const costs = [await addMember(settled, SMALL_GROUP, member), await addMember(settled, BIG_GROUP, member)] as const
    if (round < WARM_UPS) continue
    small.push(costs[0])
    big.push(costs[1])
  }
  await settled.close()
  const [value, baseline] = [median(big.map(each => each.milliseconds)), median(small.map(each => each.milliseconds))]
  const rows = { big: median(big.map(each => each.rows)), small: median(small.map(each => each.rows)) }
  const size = Math.floor(people / 2).toLocaleString('en-US')
  return [
    {
      name: 'one-member',
      value,
      unit: 'ms in the database',
      baseline,
      ratio: value / baseline,
      budget: `≤ ${BUDGET_MILLISECONDS} ms; rows as for 100 members (${size}: ${rows.big}, 100: ${rows.small})`,
      ok: value <= BUDGET_MILLISECONDS && rows.big === rows.small,
    },
  ]
}

async function addMember({ hub, source }: SettledHub, group: number, member: string): Promise<Cost> {
  source.modify(groupAnchor(group), { member: [{ operation: 'add', values: [member] }] })
  const before = await rowCounts(hub.database)
  const imported = await hub.run(DIRECTORY, 'delta-import')
  const synchronized = await hub.run(DIRECTORY, 'delta-synchronization')
  const written = writtenBetween(before, await rowCounts(hub.database))
  if (written.get('export_reference') !== 1) throw new Error(`written: ${JSON.stringify([...written])}`)
  return {
    milliseconds: imported.databaseMilliseconds + synchronized.databaseMilliseconds,
    rows: [...written.values()].reduce((sum, count) => sum + count, 0),
  }
}
