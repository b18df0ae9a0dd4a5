#!/usr/bin/env node
// A connector in JavaScript: people and groups in one JSON file. See docs/command-connector.md for the protocol.
// It needs nothing but Node. Settings: { "file": "people.json" }, from the folder of the configuration on.
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const CAPABILITIES = ['full-import', 'export', 'rename', 'value-changes', 'discovery', 'watch']
const WATCH_MS = 100

let file = ''
/** Requests under way that wait for something, by id; to be told when they are cancelled. */
const waiting = new Map()

/** One message to the hub: one line of JSON. Waits while the hub does not read: a full pipe is the hub's way to say "later". */
function say(message) {
  if (process.stdout.write(`${JSON.stringify(message)}\n`)) return undefined
  return new Promise(resolve => process.stdout.once('drain', resolve))
}

/** Ends a request; `code` is one of the hub's. */
class Refused extends Error {
  constructor(code, message, hint) {
    super(message)
    this.code = code
    this.hint = hint
  }
}

/** The file: { "version": 3, "objects": [{ anchor, dn, objectType, attributes }] }. The version counts changes. */
function load() {
  if (!existsSync(file)) throw new Refused('source.not-found', `There is no file ${file}.`, 'Create it: {"version":0,"objects":[]}')
  return JSON.parse(readFileSync(file, 'utf8'))
}

function save({ version, objects }) {
  writeFileSync(`${file}.new`, JSON.stringify({ version: version + 1, objects }))
  renameSync(`${file}.new`, file)
}

const key = dn => dn.toLowerCase()
const holds = (attributes, wanted) =>
  Object.entries(wanted).every(([name, values]) => {
    const held = new Set(attributes[name])
    return values.every(value => held.has(value))
  })

/** Makes one change of the objects. What a run that crashed may have sent already is success when it is so. */
function change(objects, delta) {
  const find = (anchor, dn) =>
    (anchor && objects.find(one => one.anchor === anchor)) || objects.find(one => key(one.dn) === key(dn))
  const found = find(delta.anchor, delta.dn) ?? (delta.mayBeSent && delta.newDn ? find(undefined, delta.newDn) : undefined)
  if (delta.kind === 'add') {
    const { dn, objectType, attributes } = delta
    if (!found) {
      const anchor = randomUUID()
      objects.push({ anchor, dn, objectType, attributes })
      return { anchor }
    }
    if (delta.mayBeSent && found.objectType === objectType && holds(found.attributes, attributes)) return { anchor: found.anchor }
    throw new Refused('cd-existing-object', 'There is an object of this name already.')
  }
  if (!found) {
    if (delta.kind === 'delete' && delta.mayBeSent) return {}
    throw new Refused('cd-missing-object', 'There is no such object.')
  }
  if (delta.kind === 'delete') objects.splice(objects.indexOf(found), 1)
  else modify(found, delta, find)
  return {}
}

function modify(found, { changes, newDn, mayBeSent }, find) {
  const other = newDn && find(undefined, newDn)
  if (other && other !== found) throw new Refused('rename-to-existing-dn', `There is another object named ${newDn}.`)
  const attributes = { ...found.attributes }
  for (const [name, list] of Object.entries(changes)) {
    let values = new Set(attributes[name])
    for (const { operation, values: given } of list) {
      if (operation === 'replace') values = new Set(given)
      else for (const value of given) {
        if (values.has(value) === (operation === 'add') && !mayBeSent) {
          throw new Refused(operation === 'add' ? 'cd-existing-attribute-or-value' : 'cd-error', `${name} contradicts the change.`)
        }
        operation === 'add' ? values.add(value) : values.delete(value)
      }
    }
    if (values.size > 0) attributes[name] = [...values]
    else delete attributes[name]
  }
  found.attributes = attributes
  if (newDn) found.dn = newDn
}

async function read({ id, pageSize }) {
  const { version, objects } = load()
  for (let at = 0; at < objects.length && !waiting.get(id)?.aborted; at += pageSize) {
    await say({ type: 'page', id, deltas: objects.slice(at, at + pageSize).map(one => ({ kind: 'add', ...one })) })
  }
  return { watermark: String(version) }
}

/** Every result is durable when it is said: the file is written first. */
async function write({ id, deltas }) {
  for (const delta of deltas) {
    try {
      const store = load()
      const made = change(store.objects, delta)
      save(store)
      await say({ type: 'result', id, ok: true, ...made })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      await say({ type: 'result', id, ok: false, code: error.code, message: error.message })
    }
  }
}

function discover() {
  const types = new Map()
  for (const { objectType, attributes } of load().objects) {
    const seen = types.get(objectType) ?? types.set(objectType, new Map()).get(objectType)
    for (const [name, values] of Object.entries(attributes)) seen.set(name, seen.get(name) || values.length > 1)
  }
  const attributes = seen => [...seen].map(([name, multivalued]) => ({ name, type: 'string', multivalued }))
  return { types: [...types].map(([name, seen]) => ({ name, attributes: attributes(seen) })) }
}

/** Says that something has changed, whenever the version in the file is another, until the hub cancels it. */
async function watch({ id, watermark }) {
  let seen = watermark ?? String(load().version)
  while (!waiting.get(id)?.aborted) {
    const now = String(load().version)
    if (now !== seen) await say({ type: 'changed', id })
    seen = now
    await new Promise(resolve => setTimeout(resolve, WATCH_MS))
  }
}

const REQUESTS = { read, write, discover, watch }

async function answer(request) {
  const { id, type } = request
  try {
    if (type === 'hello') {
      file = request.settings.file
      load()
      await say({ type: 'hello', protocol: 1, name: 'people.mjs', version: '1.0', capabilities: CAPABILITIES })
      return
    }
    const work = REQUESTS[type]
    if (work === undefined) throw new Refused('source.malformed', `There is no request ${type}.`)
    waiting.set(id, { aborted: false })
    const more = await work(request)
    await say({ type: 'done', id, ...more })
  } catch (error) {
    const code = error instanceof Refused ? error.code : 'source.unreachable'
    await say({ type: 'error', ...(id !== undefined && { id }), code, message: error.message, hint: error.hint })
  } finally {
    waiting.delete(id)
  }
}

// The hub asks one thing after the other; only cancel and close come in between.
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line)
  if (request.type === 'close') break
  if (request.type === 'cancel') {
    const under = waiting.get(request.id)
    if (under) under.aborted = true
  } else void answer(request)
}
// The input has ended, or the hub has said so: nothing that still waits is wanted any more.
process.exit()
