import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]

/** Where the program speaks: results on standard output, everything about them on standard error. */
export interface Screen {
  /** Whether results are JSON for scripts. */
  readonly json: boolean
  /** Whether somebody looks on: progress may then be drawn. */
  readonly terminal: boolean
  /** A line for people. Goes to standard error where standard output is for JSON. */
  line(text?: string): void
  /** A result, as it is. */
  print(text: string): void
  /** A result as one line of JSON. */
  object(value: unknown): void
  /** A line on standard error. */
  note(text: string): void
  /** Colours a part of a line; leaves it as it is where nobody would see that. */
  paint(style: Style, text: string): string
  /** Colours a part of a note. */
  paintNote(style: Style, text: string): string
}

export function newScreen(json: boolean, out: NodeJS.WriteStream, error: NodeJS.WriteStream): Screen {
  const print = (stream: NodeJS.WriteStream, text: string) => void stream.write(`${text}\n`)
  const lines = json ? error : out
  // styleText itself looks at the terminal, NO_COLOR and FORCE_COLOR.
  const painter = (stream: NodeJS.WriteStream) => (style: Style, text: string) => styleText(style, text, { stream })
  return {
    json,
    terminal: !json && error.isTTY === true && out.isTTY === true,
    line: (text = '') => print(lines, text),
    print: text => void out.write(text),
    object: value => print(out, JSON.stringify(value)),
    note: text => print(error, text),
    paint: painter(lines),
    paintNote: painter(error),
  }
}
