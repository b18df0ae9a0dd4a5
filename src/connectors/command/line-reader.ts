import type { Readable } from 'node:stream'

/** Lines of a stream of bytes, read only when they are asked for: what nobody asks for stays in the pipe. */
export interface LineReader {
  /** The next whole line without its end; undefined at the end of the stream. What follows the last line end is no line. */
  next(): Promise<Buffer | undefined>
  /** From now on everything is read and dropped, so that the program behind the stream does not wait for a reader. */
  discard(): void
}

/** A line was longer than it may be. */
export class LineTooLong extends Error {}

const LINE_FEED = 10

/** @param longest in bytes; a longer line makes `next` throw {@link LineTooLong}. */
export function lineReader(stream: Readable, longest: number): LineReader {
  const lines: Buffer[] = []
  let parts: Buffer[] = []
  let held = 0
  let isOver = false
  let isDiscarding = false
  let failure: Error | undefined
  let wake = () => {}

  stream.pause()
  stream.on('data', (chunk: Buffer) => {
    if (isDiscarding) return
    stream.pause()
    let start = 0
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, start)) {
      lines.push(Buffer.concat([...parts, chunk.subarray(start, at)]))
      parts = []
      held = 0
      start = at + 1
    }
    parts.push(chunk.subarray(start))
    held += chunk.length - start
    if (held > longest || lines.some(line => line.length > longest)) failure = new LineTooLong()
    wake()
  })
  const over = () => {
    isOver = true
    wake()
  }
  stream.once('end', over)
  stream.once('close', over)
  stream.once('error', over)

  return {
    async next() {
      for (;;) {
        if (failure !== undefined) throw failure
        const line = lines.shift()
        if (line !== undefined || isOver) return line
        await new Promise<void>(resolve => {
          wake = resolve
          stream.resume()
        })
      }
    },
    discard() {
      isDiscarding = true
      stream.resume()
    },
  }
}
