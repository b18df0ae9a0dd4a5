import { existsSync } from 'node:fs'
import express, { type RequestHandler, Router } from 'express'
import { packagePath } from '../storage/package-folder.js'

/** `npm run build` puts it there; the same from the sources and from what was built of them. */
const FILES = packagePath('dist/console')

/** Everything comes from the hub itself; the editor sets styles of its own. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Identity Hub: the graph</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphiql/graphiql.css">
<div id="page"></div>
<script type="module" src="/graphiql/graphiql.js"></script>
</html>
`

/** The page on which administrators ask the graph. It is the same for everybody; what it may ask is decided by the key that is entered there. */
export function graphiql(): RequestHandler {
  const router = Router()
  router.get('/', (_request, response) => {
    if (existsSync(`${FILES}/graphiql.js`))
      return void response.set('Content-Security-Policy', POLICY).type('html').send(PAGE)
    response.status(503).type('text').send('This page is not built. Run "npm run build", and load it again.\n')
  })
  const setHeaders = (response: { setHeader(name: string, value: string): unknown }): void =>
    void response.setHeader('Cache-Control', 'no-cache')
  router.use(express.static(FILES, { index: false, redirect: false, cacheControl: false, setHeaders }))
  return router
}
