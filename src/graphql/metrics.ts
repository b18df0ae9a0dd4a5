import type { RequestHandler } from 'express'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { figures } from '../service/figures.js'
import type { Hub } from '../service/hub.js'
import type { Figures } from '../storage/read/figures.js'
import { contextFor, credentialsOf } from './authenticate.js'

/** Seconds: from an index lookup to what is refused soon. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What this process counts about itself, and how Prometheus asks for it. */
export interface Metrics {
  /** An operation of the graph was answered. */
  answered(operation: 'query' | 'mutation' | 'subscription', outcome: 'good' | 'errors', seconds: number): void
  /** A socket or stream was opened; to be called again when it closes. */
  opened(transport: 'websocket' | 'sse'): () => void
  /** Answers with this process's numbers and with those of the hub. */
  readonly handle: RequestHandler
}

export function createMetrics(hub: Hub): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const registers = [register]
  const operations = new Histogram({
    name: 'hub_graphql_operation_seconds',
    help: 'How long operations of the graph took.',
    labelNames: ['operation', 'outcome'],
    buckets: BUCKETS,
    registers,
  })
  const connections = new Gauge({
    name: 'hub_graphql_connections',
    help: 'WebSockets and event streams that are open.',
    labelNames: ['transport'],
    registers,
  })
  const show = hubMetrics(registers)
  return {
    answered: (operation, outcome, seconds) => operations.observe({ operation, outcome }, seconds),
    opened(transport) {
      connections.inc({ transport })
      return () => connections.dec({ transport })
    },
    async handle(request, response) {
      const { actor } = await contextFor(hub, credentialsOf(request))
      show(await figures(hub, actor))
      response.type(register.contentType).send(await register.metrics())
    },
  }
}

/** Of the whole hub, whichever process is asked: read from the database, so that they are right whoever executed a run. */
function hubMetrics(registers: Registry[]): (figures: Figures) => void {
  const perRun = ['agent', 'status']
  const runs = new Counter({
    name: 'hub_runs_total',
    help: 'Runs that ended, as far as their history is kept.',
    labelNames: perRun,
    registers,
  })
  const seconds = new Counter({
    name: 'hub_run_seconds_total',
    help: 'How long those runs took together.',
    labelNames: perRun,
    registers,
  })
  const gauge = (name: string, help: string, labelNames: string[] = ['agent']) =>
    new Gauge({ name, help, labelNames, registers })
  const open = gauge('hub_runs_open', 'Runs that wait or are under way.', perRun)
  const pending = gauge('hub_pending_exports', 'Changes that the next export will send.')
  const unconfirmed = gauge('hub_unconfirmed_exports', 'Changes that were sent, and that no import has shown yet.')
  const problems = gauge('hub_object_problems', 'Problems that stand against objects.')
  const age = gauge('hub_import_age_seconds', 'Since the last complete import.')
  return figures => {
    for (const metric of [runs, seconds, open, pending, unconfirmed, problems, age]) metric.reset()
    for (const { agent, status, count, seconds: spent } of figures.runs) {
      runs.inc({ agent, status }, count)
      seconds.inc({ agent, status }, spent)
    }
    for (const { agent, status, count } of figures.open) open.set({ agent, status }, count)
    for (const { agent, ...each } of figures.agents) {
      pending.set({ agent }, each.pendingExports)
      unconfirmed.set({ agent }, each.awaitingConfirmation)
      problems.set({ agent }, each.problems)
      if (each.importAgeSeconds !== null) age.set({ agent }, each.importAgeSeconds)
    }
  }
}
