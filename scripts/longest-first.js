// Begins with the files that take minutes, so that in the end no worker is left alone with one of them. Jest loads this file as it
// is, without compiling TypeScript.
import Sequencer from '@jest/test-sequencer'

const LONG = [
  'runs/kill',
  'connectors/file-streaming',
  'scenarios/',
  'reference-model/',
  'cli/',
  'conformance',
  'truth',
  'histories',
  'examples/',
]

const placeOf = ({ path }) => {
  const place = LONG.findIndex(part => path.includes(`/test/${part}`) || path.includes(`${part}.test`))
  return place < 0 ? LONG.length : place
}

export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => placeOf(one) - placeOf(other))
  }
}
