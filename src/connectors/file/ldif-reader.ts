import { bytesOf, cutOff, type Part } from './bytes.js'
import type { Encoding } from './encoding.js'
import { textOf } from './text.js'

/** One logical line: folded lines joined. Characters are bytes; see {@link LdifRecord}. */
export interface LdifLine {
  readonly text: string
  readonly number: number
}

/**
 * A record as it stands in the file. Its texts hold one byte per character, because folding may split a character;
 * decode values, not lines.
 */
export interface LdifRecord {
  readonly lines: readonly LdifLine[]
  /** Everything from the end of the record before, comments and the empty lines that follow included. */
  readonly raw: string
  /** Whether an empty line follows, so that nothing can be missing. */
  readonly isClosed: boolean
}

/** The byte order mark of UTF-8, a character for each byte. */
const UTF8_MARK = '\xef\xbb\xbf'

export interface LdifSource {
  readonly file: string
  readonly encoding: Encoding
  readonly part?: Part | undefined
  readonly signal: AbortSignal
}

/**
 * The records of a file in order (RFC 2849), comments and the version line left out.
 * @throws ConnectorError `stopped-parsing-errors` when the file ends within a line.
 */
export async function* ldifRecords({
  file,
  encoding,
  part = {},
  signal,
}: LdifSource): AsyncGenerator<readonly LdifRecord[]> {
  const gatherer = newGatherer()
  let rest = ''
  for await (const bytes of utf8Of({ file, encoding, part, signal })) {
    const text = rest + bytes
    const records: LdifRecord[] = []
    let start = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', start)) {
      const record = gatherer.line(text.slice(start, at + 1))
      if (record !== undefined) records.push(record)
      start = at + 1
    }
    rest = text.slice(start)
    if (records.length > 0) yield records
  }
  if (rest !== '') {
    throw cutOff(
      file,
      'The file ends within a line; end the last line with a line end if it is complete.',
      gatherer.number() + 1,
    )
  }
  const last = gatherer.end()
  if (last !== undefined) yield [last]
}

/** The file as UTF-8, a character for each byte. What is UTF-8 already is not looked at: values are checked one by one. */
async function* utf8Of({ file, encoding, part = {}, signal }: LdifSource): AsyncGenerator<string> {
  if (encoding !== 'utf8') {
    for await (const text of textOf(file, encoding, { part, signal }))
      yield Buffer.from(text, 'utf8').toString('latin1')
    return
  }
  let isFirst = (part.start ?? 0) === 0
  for await (const bytes of bytesOf(file, part, signal)) {
    const text = bytes.toString('latin1')
    yield isFirst && text.startsWith(UTF8_MARK) ? text.slice(UTF8_MARK.length) : text
    isFirst = false
  }
}

/** Takes physical lines one by one and gives each record when the next one begins: empty lines belong to the one before. */
function newGatherer() {
  let lines: { text: string; number: number }[] = []
  let raw = ''
  let number = 0
  let isComment = false
  let finished: LdifRecord | undefined

  const close = (isClosed: boolean): void => {
    const kept = withoutVersion(lines)
    lines = []
    if (kept.length === 0) return
    finished = { lines: kept, raw, isClosed }
    raw = ''
  }
  const handOut = (): LdifRecord | undefined => {
    const record = finished
    finished = undefined
    return record
  }
  const takeEmpty = (): void => {
    isComment = false
    if (lines.length > 0) close(true)
    else if (finished !== undefined) {
      finished = { ...finished, raw: finished.raw + raw }
      raw = ''
    }
  }
  const takeText = (text: string): void => {
    const last = lines.at(-1)
    const isFolded = text.startsWith(' ')
    if (!isFolded) isComment = text.startsWith('#')
    if (isComment) return
    if (isFolded && last !== undefined) last.text += text.slice(1)
    else lines.push({ text, number })
  }

  return {
    number: () => number,
    line(physical: string): LdifRecord | undefined {
      const text = physical.endsWith('\r\n') ? physical.slice(0, -2) : physical.slice(0, -1)
      const ready = text !== '' && lines.length === 0 ? handOut() : undefined
      number++
      raw += physical
      if (text === '') takeEmpty()
      else takeText(text)
      return ready
    },
    end(): LdifRecord | undefined {
      if (lines.length > 0) close(false)
      return handOut()
    },
  }
}

function withoutVersion(lines: readonly LdifLine[]): readonly LdifLine[] {
  return /^version:/i.test(lines[0]?.text ?? '') ? lines.slice(1) : lines
}
