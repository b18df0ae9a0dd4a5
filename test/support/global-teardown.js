import { clearRun } from './clear-run.js'

export default async function teardown() {
  await clearRun(process.env.HUB_TEST_FOLDER)
}
