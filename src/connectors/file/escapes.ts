const MEANINGS: Readonly<Record<string, string>> = { n: '\n', r: '\r', s: ' ', t: '\t', '\\': '\\' }
const SIGNS: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', ' ': '\\s', '\\': '\\\\' }

/** The text behind `\n`, `\r`, `\s`, `\t` and `\\`; any other backslash is an ordinary character. */
export const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\([nrst\\])/g, (_, sign: string) => MEANINGS[sign] ?? '') : text

/** Writes line ends, backslashes, and white space at an edge so that {@link unescaped} gives the text again. */
export const escaped = (text: string): string =>
  text.replace(/[\n\r\\]/g, sign => SIGNS[sign] ?? '').replace(/^[ \t]|[ \t]$/g, sign => SIGNS[sign] ?? '')
