import { hash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import type { Request, RequestHandler, Response } from 'express'
import { ProblemError } from '../model/problem.js'
import { exportObjects } from '../service/export-objects.js'
import type { Hub } from '../service/hub.js'
import { binaryValue } from '../service/object-value.js'
import { contextFor, credentialsOf } from './authenticate.js'
import { exportQuery } from './dynamic/export-request.js'
import type { Gateway } from './gateway.js'
import { imageType } from './image-type.js'
import { keyOf } from './node-id.js'

/** Each export keeps a connection of the pool until its reader has taken everything. */
const MOST_EXPORTS = 4

/** `GET /objects/{id}/{attribute}`: a binary value, such as a photo. `value` counts from 0 where there are several. */
export const objectValues =
  (hub: Hub): RequestHandler =>
  async (request, response) => {
    const { actor } = await contextFor(hub, credentialsOf(request))
    const { id = '', attribute = '' } = request.params as Record<string, string>
    const index = Number(oneOf(request, 'value') ?? 0)
    const object = keyOf('MetaverseObject', id)
    const value =
      Number.isInteger(index) && index >= 0 && index < 1_000_000 && !attribute.includes('\0')
        ? await binaryValue(hub, actor, { object, attribute, index })
        : undefined
    if (value === undefined) throw nothing(`There is no such value of ${attribute.slice(0, 100)}.`)
    const image = imageType(value)
    const tag = `"${hash('sha256', value, 'base64url')}"`
    response.set({ 'Cache-Control': 'private, no-cache', ETag: tag })
    if (request.headers['if-none-match']?.includes(tag)) return void response.status(304).end()
    response.set({
      'Content-Type': image ?? 'application/octet-stream',
      ...(image === undefined && { 'Content-Disposition': 'attachment' }),
    })
    response.send(value)
  }

const oneOf = (request: Request, name: string): string | undefined => {
  const value = request.query[name]
  return typeof value === 'string' ? value : undefined
}

const nothing = (message: string): ProblemError =>
  new ProblemError({ code: 'request.not-found', message, hint: 'Ask the graph for the address once more.' })

/** `GET /export/{list}`: a whole list as NDJSON or CSV, streamed as fast as it is read. */
export function exports(hub: Hub, gateway: Gateway): RequestHandler {
  let running = 0
  return async (request, response) => {
    const { actor } = await contextFor(hub, credentialsOf(request))
    const query = exportQuery(gateway.schema, String(request.params.list), request.query)
    if (running >= MOST_EXPORTS) return tooMany(response)
    running++
    try {
      const rows = await exportObjects(hub, actor, query)
      response.set({
        'Content-Type': query.format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson',
        'Content-Disposition': `attachment; filename="${String(request.params.list)}.${query.format}"`,
      })
      await pipeline(rows, response)
    } catch (error) {
      if (!response.headersSent) throw error
      // The client sees that the file broke off; one that left needs to be told nothing.
      if (!isGone(error)) hub.log.error({ error }, 'an export failed')
      response.destroy()
    } finally {
      running--
    }
  }
}

const isGone = (error: unknown): boolean => (error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE'

function tooMany(response: Response): void {
  const message = `${MOST_EXPORTS} exports are running already.`
  response
    .status(429)
    .set('Retry-After', '10')
    .json({ errors: [{ message, extensions: { code: 'request.invalid', hint: 'Try again when one has ended.' } }] })
}
