import type sax from 'sax'
import { stop } from '../kit/stop.js'
import { cutOff, malformed, type Part } from './bytes.js'
import { DSML_1, DSML_2, type DsmlRecord, dsmlParser } from './dsml-parser.js'
import type { Encoding } from './encoding.js'
import { textOf } from './text.js'

/** A record with how it stands in the document, up to where the next one begins. */
export interface DsmlPiece extends DsmlRecord {
  readonly raw: string
}

/** Where records stand in a document. */
export interface DsmlFrame {
  /** Everything before the first record. */
  head: string
  /** Everything behind the last one; complete when the document is. */
  tail: string
  /** The element that holds the records. */
  container: sax.QualifiedTag | undefined
  /** How many such elements there are. */
  containers: number
}

interface DsmlSource {
  readonly file: string
  readonly encoding: Encoding
  readonly part?: Part | undefined
  readonly signal: AbortSignal
  /** Filled while the document is read; without it `raw` is empty. */
  readonly frame?: DsmlFrame
}

/** What a part of a file of several documents is read as the content of. */
const WRAP = 'documents'

/**
 * The records of a document in order; of a part of a file, those of all documents in it.
 * @throws ConnectorError when the document is no XML or no DSML, is not whole, or says itself that it is not.
 */
export async function* dsmlRecords(source: DsmlSource): AsyncGenerator<readonly DsmlPiece[]> {
  const { file, encoding, part, signal, frame } = source
  const gatherer = newGatherer(file, { frame, isWrapped: part !== undefined })
  const { parser } = gatherer
  let endsInReturn = false
  try {
    if (part !== undefined) parser.write(`<${WRAP}>`)
    for await (const piece of textOf(file, encoding, { part: part ?? {}, signal })) {
      // XML has one line end; a pair may be cut between two pieces.
      const text = lineFeeds(endsInReturn && piece.startsWith('\n') ? piece.slice(1) : piece)
      endsInReturn = piece === '' ? endsInReturn : piece.endsWith('\r')
      gatherer.text(text)
      parser.write(text)
      const records = gatherer.take()
      if (records.length > 0) yield records
    }
    if (part !== undefined) parser.write(`</${WRAP}>`)
    gatherer.end()
  } catch (error) {
    throw gatherer.failure() ?? error
  }
  const rest = gatherer.take()
  if (rest.length > 0) yield rest
}

const lineFeeds = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text)

interface Gathering {
  readonly frame: DsmlFrame | undefined
  readonly isWrapped: boolean
}

/** Collects the records a parser tells of, and with a frame the texts they stand in. */
function newGatherer(file: string, { frame, isWrapped }: Gathering) {
  let records: DsmlPiece[] = []
  let held: (DsmlRecord & { readonly start: number }) | undefined
  let start = 0
  let hasRecords = false
  let hasRoot = false
  let failure: Error | undefined
  // The text from `offset` on: what has not been handed out yet.
  let window = ''
  let offset = 0

  const fail = (error: Error): void => {
    failure ??= error
  }
  const cut = (until: number): string => {
    const text = window.slice(0, until - offset)
    window = window.slice(until - offset)
    offset = until
    return text
  }
  const handOut = (until: number): void => {
    if (held === undefined) return
    records.push({ ...held, raw: cut(until) })
    held = undefined
  }
  const parser = dsmlParser({
    root: tag => {
      hasRoot = true
      const isDsml =
        tag.uri === DSML_1 || tag.uri === DSML_2 || tag.local === 'Envelope' || (isWrapped && tag.name === WRAP)
      if (!isDsml) fail(notDsml(file, tag, parser.line + 1))
    },
    container: (tag, end) => {
      if (tag.uri !== DSML_1 && tag.uri !== DSML_2) fail(notDsml(file, tag, parser.line + 1))
      if (frame === undefined) return
      frame.containers++
      frame.container ??= tag
      if (tag.isSelfClosing) {
        frame.head = cut(end).replace(/\s*\/>$/, '>')
        frame.tail = `</${tag.name}>`
        hasRecords = true
      }
    },
    recordStarts: at => {
      start = at
      if (frame === undefined) return
      if (hasRecords) handOut(at)
      else frame.head = cut(at)
      hasRecords = true
    },
    record: record => {
      if (frame === undefined) records.push({ ...record, raw: '' })
      else held = { ...record, start }
    },
    containerEnds: at => {
      if (frame === undefined || frame.containers > 1) return
      if (hasRecords) handOut(at)
      else frame.head = cut(at)
      hasRecords = true
    },
    failure: (code, line) => fail(failed(file, code, line)),
  })
  parser.onerror = error => {
    const message = error.message.split('\n')[0] ?? ''
    const place = { line: parser.line + 1, column: parser.column }
    fail(
      /^(Unclosed root tag|Unexpected end|Unclosed)/.test(message)
        ? cutOff(file, 'The file ends within an element.', place.line)
        : malformed(file, `The file is no well-formed XML: ${message}.`, place),
    )
  }

  return {
    parser,
    failure: () => failure,
    text(text: string) {
      if (frame !== undefined) window += text
    },
    take() {
      if (failure !== undefined) throw failure
      const taken = records
      records = []
      return taken
    },
    end() {
      if (!hasRoot) fail(cutOff(file, 'The file is empty: not even a root element is there.'))
      if (failure === undefined) parser.close()
      if (failure !== undefined) throw failure
      if (frame !== undefined) frame.tail += window
    },
  }
}

function notDsml(file: string, { name, uri }: sax.QualifiedTag, line: number) {
  const message = `The element ${name} (namespace "${uri}") is not of DSML. Its namespaces are ${DSML_1} and ${DSML_2}.`
  return malformed(file, message, { line })
}

// Half a search result must not pass for a whole one.
function failed(file: string, code: string, line: number) {
  return stop('stopped-parsing-errors', {
    code: 'source.cut-off',
    message: `The request whose answer the file is did not succeed: result ${code}.`,
    hint: 'Have the file made again, without limits of size and time. Nothing was deleted because of it.',
    where: { file, line },
  })
}
