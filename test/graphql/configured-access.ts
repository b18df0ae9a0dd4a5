import { setTimeout as sleep } from 'node:timers/promises'
import type { AccessDocument } from '../../src/configuration/document-access.js'
import { DOCUMENT, type World } from './support.js'

/** Puts a configuration of access in force, and waits until it counts. */
export async function configureAccess({ test, source }: World, access: AccessDocument): Promise<void> {
  await test.apply({ ...DOCUMENT(source), access })
  await sleep(1_100)
}
