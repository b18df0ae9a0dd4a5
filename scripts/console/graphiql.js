// The page /graphiql: GraphiQL behind a field for the key, which is kept for this tab alone.
import 'graphiql/style.css'
import './graphiql.css'
import { GraphiQL } from 'graphiql'
import { getOperationAST, parse } from 'graphql'
import { createElement, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { createClient } from '../../src/client/index.ts'

const WORKERS = { json: 'json.worker.js', graphql: 'graphql.worker.js' }
self.MonacoEnvironment = {
  getWorker: (_module, label) =>
    new Worker(new URL(WORKERS[label] ?? 'editor.worker.js', import.meta.url), { type: 'module' }),
}

const KEPT = 'identity-hub-key'
// Nobody else may read what keys there are.
const ADMINISTRATORS_ONLY = '{ apiKeys(first: 1) { totalCount } }'
const WELCOME = `# Ctrl-Space completes, Ctrl-Enter asks; the book on the left describes everything.
{
  agents { nodes { name connector statistics { all problems } } }
}
`

const clientFor = key => createClient({ url: location.origin, key })

/** Answers as GraphiQL shows them: with errors in them. */
function fetcherFor(client) {
  return ({ query, variables, operationName }) => {
    const operation = getOperationAST(parse(query), operationName)
    if (operation?.operation === 'subscription') return events(client, { query, variables, operationName })
    return client.request(query, variables, { operationName }).then(data => ({ data }), told)
  }
}

async function* events(client, { query, variables, operationName }) {
  try {
    for await (const data of client.subscribe(query, variables ?? {}, { operationName })) yield { data }
  } catch (error) {
    yield told(error)
  }
}

const told = ({ message, code, hint, errors, data }) =>
  errors?.length ? { data, errors } : { errors: [{ message, extensions: { code, hint } }] }

/** What a key opens: the way to ask, or the trouble with it. */
async function open(key) {
  try {
    const client = clientFor(key)
    await client.request(ADMINISTRATORS_ONLY)
    sessionStorage.setItem(KEPT, key)
    return { fetcher: fetcherFor(client) }
  } catch (error) {
    sessionStorage.removeItem(KEPT)
    const isOther = error.code === 'access.denied' && error.status !== 401
    return { trouble: isOther ? 'This key is not an administrator’s.' : `${error.message} ${error.hint ?? ''}` }
  }
}

function Page() {
  const [{ fetcher, trouble = '' }, show] = useState({})
  useEffect(() => {
    const kept = sessionStorage.getItem(KEPT)
    if (kept !== null) void open(kept).then(show)
  }, [])
  const leave = () => {
    sessionStorage.removeItem(KEPT)
    location.reload()
  }
  if (fetcher === undefined) return createElement(KeyForm, { enter: key => void open(key).then(show), trouble })
  return createElement(
    GraphiQL,
    { fetcher, defaultQuery: WELCOME, isHeadersEditorEnabled: false, shouldPersistHeaders: false },
    createElement(
      GraphiQL.Logo,
      null,
      createElement('span', { className: 'hub-name' }, 'Identity Hub'),
      createElement('button', { type: 'button', className: 'hub-leave', onClick: leave }, 'Forget the key'),
    ),
  )
}

function KeyForm({ enter, trouble }) {
  const submit = event => {
    event.preventDefault()
    enter(new FormData(event.target).get('key').trim())
  }
  const input = { id: 'key', name: 'key', type: 'password', autoComplete: 'off', required: true, autoFocus: true }
  return createElement(
    'form',
    { className: 'hub-key', onSubmit: submit },
    createElement('h1', null, 'Identity Hub'),
    createElement('label', { htmlFor: 'key' }, 'An administrator’s API key or access token'),
    createElement('input', { ...input, placeholder: 'hub_…' }),
    createElement('button', { type: 'submit' }, 'Open the graph'),
    createElement('p', { role: 'alert' }, trouble),
    createElement('small', null, 'The key stays in this tab and is forgotten with it.'),
  )
}

createRoot(document.getElementById('page')).render(createElement(Page))
