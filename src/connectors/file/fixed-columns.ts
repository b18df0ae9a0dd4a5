import { type Encoding, encodeText } from './encoding.js'
import { escaped, unescaped } from './escapes.js'
import type { FixedSettings } from './settings.js'
import type { Refusal } from './table.js'

type Column = FixedSettings['columns'][number]

/** Cuts lines into columns and prints them. */
export interface FixedColumns {
  /** The cells of a line, or why it has not the columns. `column` counts characters from 1. */
  cut(line: string): {
    readonly cells: string[]
    readonly fault?: { readonly message: string; readonly column: number }
  }
  print(cells: readonly string[]): string
  refusal(text: string, column: string): Refusal | undefined
}

type Widths = Pick<FixedSettings, 'columns' | 'widthIn' | 'encoding' | 'shortLines' | 'escapes'>

export function fixedColumns({ columns, widthIn, encoding, shortLines, escapes }: Widths): FixedColumns {
  const widthOf = widthIn === 'bytes' ? (text: string) => byteWidth(text, encoding) : characterWidth
  const total = columns.reduce((sum, { width }) => sum + width, 0)
  const byName = new Map(columns.map(column => [column.name, column]))
  const outer = (text: string) => (escapes ? escaped(text) : text)
  const inner = (text: string) => (escapes ? unescaped(text) : text)

  return {
    cut(line) {
      const cells: string[] = []
      let at = 0
      for (const { width, align, fill, name } of columns) {
        const end = endOf(line, at, { width, widthOf })
        const field = line.slice(at, end)
        const found = widthOf(field)
        if (found > width) {
          const message = `A character stands across the end of column ${name}.`
          return { cells, fault: { message, column: end } }
        }
        if (found < width && shortLines === 'refuse') {
          const message = `The line ends within column ${name}: it is ${widthOf(line)} ${widthIn} wide where the columns take ${total}.`
          return { cells, fault: { message, column: line.length + 1 } }
        }
        cells.push(inner(stripped(field, { align, fill })))
        at = end
      }
      const rest = line.slice(at)
      if (rest.trim() === '') return { cells }
      return { cells, fault: { message: 'The line goes on behind the last column.', column: at + 1 } }
    },
    print: cells =>
      columns
        .map(({ width, align, fill }, at) => {
          const text = outer(cells[at] ?? '')
          const rest = (text === '' ? ' ' : fill).repeat(Math.max(0, width - widthOf(text)))
          return align === 'left' ? text + rest : rest + text
        })
        .join(''),
    refusal(value, name) {
      const column = byName.get(name)
      const text = outer(value)
      if (column === undefined || text === '') return undefined
      const width = widthOf(text)
      if (width > column.width) {
        const message = `The value is ${width} ${widthIn} wide; column ${name} has ${column.width}.`
        return { code: 'insufficient-field-width', message }
      }
      if (/[\r\n]/.test(text)) return refuse('A line cannot hold a line end; set escapes to write it as \\n.')
      if (stripped(column.width === width ? text : padded(text, column), column) === text) return undefined
      return refuse(`At its edge the value cannot be told from what column ${name} is filled with.`)
    },
  }
}

const refuse = (message: string): Refusal => ({ code: 'invalid-attribute-value', message })

const padded = (text: string, { align, fill }: Column) => (align === 'left' ? text + fill : fill + text)

/** The text of a field: without what it is filled with. A field of blanks is empty; one of another filling keeps one. */
function stripped(field: string, { align, fill }: Pick<Column, 'align' | 'fill'>): string {
  if (field.trim() === '') return ''
  let start = 0
  let end = field.length
  if (align === 'left') while (end - start > 1 && field[end - 1] === fill) end--
  else while (end - start > 1 && field[start] === fill) start++
  return field.slice(start, end)
}

/** The first half of a character of two units. */
const HALF_AT_END = /[\ud800-\udbff]$/

function endOf(
  line: string,
  at: number,
  { width, widthOf }: { readonly width: number; readonly widthOf: (text: string) => number },
): number {
  let end = Math.min(line.length, at + width)
  const found = widthOf(line.slice(at, end))
  if (!HALF_AT_END.test(line.slice(at, end)) && (found === width || (found < width && end === line.length))) return end
  end = at
  for (let held = 0; held < width && end < line.length; ) {
    const character = String.fromCodePoint(line.codePointAt(end) ?? 0)
    held += widthOf(character)
    end += character.length
  }
  return end
}

// A character beyond the first 65,536 is two units of a text.
function characterWidth(text: string): number {
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0
  return text.length - pairs
}

const byteWidth = (text: string, encoding: Encoding): number =>
  encoding === 'utf8' ? Buffer.byteLength(text) : encodeText(text, encoding).length
