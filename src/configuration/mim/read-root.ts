import { ProblemError } from '../../model/problem.js'
import { childOf, type MimPlace, readXml, type TakeElement, textAt, type XmlElement } from './xml.js'

const DATA: Readonly<Record<string, string>> = {
  'saved-ma-configuration': 'ma-data',
  'saved-mv-configuration': 'mv-data',
}

/**
 * The data of a file of an export, once it is sure that it is one, and of the format that is known.
 * @throws ProblemError `configuration.syntax`, `configuration.invalid`
 */
export function rootOf(bytes: Uint8Array, file: string, root: string, take: TakeElement): XmlElement {
  const element = readXml(bytes, file, take)
  if (element.name !== root) {
    const other = DATA[element.name] === undefined ? '' : ', which belongs into the other kind of file'
    const hint = 'Name the folder that Export Server Configuration of the Synchronization Service Manager wrote.'
    throw invalid(`Expected the element ${root}, found ${element.name}${other}`, element.place, hint)
  }
  const data = childOf(element, DATA[root] ?? '')
  if (data === undefined)
    throw invalid(
      `${root} has no ${DATA[root]}`,
      element.place,
      'Copy the file again from the server, or export again.',
    )
  const version = childOf(data, 'format-version')
  if (version?.text !== '1') {
    const message = `The format version is ${version?.text || 'not told'}; version 1 is known`
    throw invalid(
      message,
      version?.place ?? data.place,
      'Export from FIM 2010 R2 or MIM 2016, whose format is version 1.',
    )
  }
  return data
}

/** A text that must be there. */
export function required(data: XmlElement, name: string): string {
  const text = textAt(data, name)
  if (text !== undefined) return text
  throw invalid(`${data.name} has no ${name}`, data.place, 'Copy the file again from the server, or export again.')
}

export const invalid = (message: string, where: MimPlace, hint: string): ProblemError =>
  new ProblemError({ code: 'configuration.invalid', message, hint, where })
