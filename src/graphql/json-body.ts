import type { IncomingMessage } from 'node:http'
import express, { type RequestHandler } from 'express'

/** The largest request, in bytes: an uploaded configuration is a text. */
export const LARGEST_BODY = 2 << 20

const json = express.json({ limit: LARGEST_BODY })

/** Reads what is posted as JSON, unless that has been done. */
export const jsonBody: RequestHandler = (request, response, next) =>
  request.body === undefined ? json(request, response, next) : next()

/** Reads JSON in UTF-8 of a request that says how long it is. @throws Error with `status` 400 when it is none, or the client leaves */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw broken((error as Error).message)
  }
}

function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.once('end', () => resolve((chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString()))
    request.once('error', reject)
    request.once('close', () => {
      if (!request.complete) reject(broken('request aborted'))
    })
  })
}

const broken = (message: string): Error => Object.assign(new Error(message), { status: 400 })
