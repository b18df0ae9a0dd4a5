import { avp } from './avp.js'
import { csv } from './csv.js'
import { dsml } from './dsml.js'
import { fixedWidth } from './fixed-width.js'
import type { Format } from './format.js'
import { ldif } from './ldif.js'
import type { FileSettings } from './settings.js'

type Word = FileSettings['format']

/** Every format there is, by the word in a configuration's `format:`. */
const FORMATS: { readonly [W in Word]: (settings: Extract<FileSettings, { format: W }>) => Format } = {
  csv,
  'fixed-width': fixedWidth,
  avp,
  ldif,
  dsml,
}

/** The format that the settings name, made for them. */
export const formatOf = (settings: FileSettings): Format => FORMATS[settings.format](settings as never)
