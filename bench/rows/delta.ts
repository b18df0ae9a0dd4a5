import type { Bench } from '../bench.js'
import { DIRECTORY } from '../configuration.js'
import { personAnchor, personName } from '../data.js'
import { median, timeOf } from '../measure.js'
import type { Row } from '../report.js'
import { type SettledHub, settledHub } from '../settled-hub.js'

const CHANGED = 100
const SMALL = 10_000
const BUDGET = 1.3
const ROUNDS = 7
/** Rounds that are not measured: the first changes after filling find caches and compiled code cold. */
const WARM_UPS = 2

/** A hundred changed objects, imported and synchronized, in a small hub and in a large one. */
export async function delta(bench: Bench): Promise<Row[]> {
  const small = await prepared(bench, 'delta-small', Math.min(SMALL, bench.people))
  const large = await prepared(bench, 'delta-large', bench.people)
  const times = { small: [] as number[], large: [] as number[] }
  bench.say(`delta-100: ${ROUNDS} rounds`)
  for (let round = 0; round < WARM_UPS + ROUNDS; round++) {
    for (const [name, { settled, people }] of [
      ['small', small],
      ['large', large],
    ] as const) {
      const time = await changeHundred(settled, people, round)
      if (round >= WARM_UPS) times[name].push(time)
    }
  }
  await small.settled.close()
  await large.settled.close()
  const [value, baseline] = [median(times.large), median(times.small)]
  const ratio = value / baseline
  const sizes = `${small.people.toLocaleString('en-US')} → ${large.people.toLocaleString('en-US')} people`
  return [
    { name: 'delta-100', value, unit: 'ms', baseline, ratio, budget: `≤ ${BUDGET}× (${sizes})`, ok: ratio <= BUDGET },
  ]
}

async function prepared(bench: Bench, name: string, people: number): Promise<{ settled: SettledHub; people: number }> {
  const changing = new Set(Array.from({ length: WARM_UPS + ROUNDS }, (_, round) => changedIn(round, people)).flat())
  return { settled: await settledHub(bench, { name, people, changing }), people }
}

/** Spread over all people, others in every round. */
const changedIn = (round: number, people: number): number[] =>
  Array.from({ length: CHANGED }, (_, i) => Math.floor((i * people) / CHANGED) + 1 + round)

async function changeHundred({ hub, source }: SettledHub, people: number, round: number): Promise<number> {
  for (const [i, number] of changedIn(round, people).entries()) {
    source.modify(personAnchor(number), {
      title: [{ operation: 'replace', values: [`Director ${round}`] }],
      // One in ten gets another manager, too.
      ...(i % 10 === 0 && {
        manager: [{ operation: 'replace' as const, values: [personName((number + 500) % people)] }],
      }),
    })
  }
  return timeOf(async () => {
    const { counters } = await hub.run(DIRECTORY, 'delta-import')
    if (counters['stage-update'] !== CHANGED) throw new Error(`the delta import counts ${JSON.stringify(counters)}`)
    await hub.run(DIRECTORY, 'delta-synchronization')
  })
}
