import { parse } from 'yaml'
import type { HubDocument } from './document.js'

/** The document of a stored version, which was checked before it was stored. */
export const documentOf = (source: string): HubDocument => parse(source) as HubDocument
