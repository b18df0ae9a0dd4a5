import { cutOff, type Part } from './bytes.js'
import { unescaped } from './escapes.js'
import { linesOf, type TextLine } from './lines.js'
import type { AvpSettings } from './settings.js'
import type { TableRow } from './table.js'

/** The lines of one object. */
export interface AvpRecord {
  readonly pairs: readonly AvpPair[]
  readonly line: number
  /** How it stands in the file, with the line that ends it. */
  readonly raw: string
  readonly end: TextLine['end']
  readonly fault?: NonNullable<TableRow['fault']>
}

export interface AvpPair {
  readonly name: string
  /** Empty when the attribute has no value here. */
  readonly value: string
  /** The line as it stands in the file. */
  readonly text: string
}

interface AvpSource {
  readonly file: string
  readonly settings: Pick<AvpSettings, 'separator' | 'objectDelimiter' | 'escapes' | 'encoding'>
  readonly part?: Part | undefined
  readonly signal: AbortSignal
}

/**
 * The objects of a file in order. Empty lines between objects are passed over.
 * @throws ConnectorError `source.cut-off` when the file ends within a line or, with a delimiter of its own, before it.
 */
export async function* avpRecords({ file, settings, part, signal }: AvpSource): AsyncGenerator<readonly AvpRecord[]> {
  const delimiter = settings.objectDelimiter ?? ''
  const gatherer = newGatherer(file, delimiter)
  for await (const lines of linesOf(file, settings.encoding, { part, signal })) {
    const objects = lines.map(gatherer.take).filter(object => object !== undefined)
    if (objects.length > 0) yield objects.map(object => recordOf(object, settings))
  }
  const last = gatherer.rest()
  const [first] = last
  if (first === undefined) return
  if (delimiter !== '')
    throw cutOff(file, `The file ends within an object: there is no ${delimiter} behind it.`, first.number)
  yield [recordOf(last, settings)]
}

/** Collects lines until the delimiter comes. */
function newGatherer(file: string, delimiter: string) {
  let held: TextLine[] = []
  return {
    take(line: TextLine): readonly TextLine[] | undefined {
      const isDelimiter = line.text.trimEnd() === delimiter
      if (line.end === '' && !isDelimiter) throw endsWithin(file, line.number)
      if (isDelimiter || line.text.trim() !== '') held.push(line)
      if (!isDelimiter) return undefined
      const object = held
      held = []
      return object.length > 1 ? object : undefined
    },
    rest: (): readonly TextLine[] => held,
  }
}

const endsWithin = (file: string, line: number) =>
  cutOff(file, 'The file ends within a line; end the last line with a line end if it is complete.', line)

function recordOf(lines: readonly TextLine[], { separator, escapes, objectDelimiter = '' }: AvpSource['settings']) {
  const pairs: AvpPair[] = []
  let fault: AvpRecord['fault']
  for (const { text, number } of lines) {
    if (text.trimEnd() === objectDelimiter) continue
    const at = text.indexOf(separator)
    const name = text.slice(0, Math.max(at, 0)).trim()
    if (name === '') {
      fault ??= { message: `"${text.slice(0, 60)}" is no "attribute${separator} value".`, line: number, column: 1 }
      continue
    }
    const value = text.slice(at + separator.length).replace(/^[ \t]+/, '')
    pairs.push({ name, value: escapes ? unescaped(value) : value, text })
  }
  // The last object may lack the line that now must stand between it and the next.
  const isClosed = lines.at(-1)?.text.trimEnd() === objectDelimiter
  const end = lines[0]?.end ?? ''
  const raw = lines.map(line => line.text + (line.end || end)).join('') + (isClosed ? '' : end)
  return { pairs, line: lines[0]?.number ?? 0, raw, end, ...(fault && { fault }) }
}
