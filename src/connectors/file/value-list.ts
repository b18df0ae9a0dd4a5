const ESCAPE = '\\'

/** Splits `a|b\|c` into `a` and `b|c`. A backslash before anything but the separator or a backslash is an ordinary character. */
export function splitValues(text: string, separator: string): string[] {
  if (!text.includes(ESCAPE)) return text.split(separator).filter(value => value !== '')
  const values: string[] = []
  let value = ''
  for (let i = 0; i < text.length; i++) {
    const character = text[i] ?? ''
    const next = text[i + 1]
    if (character === ESCAPE && (next === separator || next === ESCAPE)) {
      value += next
      i++
    } else if (character === separator) {
      values.push(value)
      value = ''
    } else value += character
  }
  values.push(value)
  return values.filter(one => one !== '')
}

/** The text that {@link splitValues} splits into `values`. */
export function joinValues(values: readonly string[], separator: string): string {
  return values
    .map(value => value.replaceAll(ESCAPE, ESCAPE + ESCAPE).replaceAll(separator, ESCAPE + separator))
    .join(separator)
}
