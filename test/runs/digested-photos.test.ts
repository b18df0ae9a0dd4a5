// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to secrets look like this
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { memorySource } from '../../src/connectors/memory/index.js'
import { type TestHub, testHub } from '../support/hub.js'
import { type SharePointFarm, startFarm } from '../support/sharepoint-farm.js'
import { settled } from './settled.js'

const hr = memorySource('digested-photos')
const PHOTO = Buffer.from([0xff, 0xd8, 1, 2]).toString('base64')
const OTHER = Buffer.from([0xff, 0xd8, 1, 3]).toString('base64')
const PASSWORD = '${env:HUB_TEST_FARM_PASSWORD}'

let farm: SharePointFarm
let hub: TestHub | undefined

beforeEach(async () => {
  farm = await startFarm()
  process.env.HUB_TEST_FARM_PASSWORD = farm.account.password
  const { domain, user } = farm.account
  hub = await testHub({
    version: 1,
    agents: {
      hr: {
        connector: 'memory',
        settings: { source: hr.name },
        objects: {
          user: {
            attributes: { id: 'string', face: 'binary' },
            projection: 'person',
            import: { person: { accountName: 'id', photo: 'face' } },
          },
        },
      },
      portal: {
        connector: 'sharepoint',
        settings: { url: farm.url, domain, user, password: PASSWORD, photos: { site: farm.url } },
        objects: {
          user: {
            attributes: { AccountName: 'string', Picture: 'binary' },
            provision: [{ type: 'person', dn: "'CONTOSO\\\\' + mv.accountName" }],
            export: { person: { Picture: { from: 'photo', allowNulls: true } } },
          },
        },
      },
    },
  })
})
afterEach(async () => {
  hr.reset()
  await hub?.drop()
  hub = undefined
  await farm.stop()
})

const round = () => settled(hub as TestHub)
const uploads = () => farm.seen.operations.filter(operation => operation === 'CopyIntoItems').length
const put = (face?: string) =>
  hr.put({
    objectType: 'user',
    dn: 'id=ada',
    anchor: 'ada',
    attributes: { id: ['ada'], ...(face && { face: [face] }) },
  })

test('a photo is sent when it changes, is confirmed by its digest, and is not sent by a full synchronization', async () => {
  put(PHOTO)
  await round()
  await round()
  expect(uploads()).toBe(1)
  expect(farm.seen.operations.filter(operation => operation === 'ModifyUserPropertyByAccountName')).toHaveLength(1)
  put(OTHER)
  await round()
  expect(uploads()).toBe(2)
  put()
  await round()
  expect(farm.store.find('CONTOSO\\ada')?.values.has('PictureURL')).toBe(false)
  await round()
  expect(farm.seen.operations.filter(operation => operation === 'ModifyUserPropertyByAccountName')).toHaveLength(3)
}, 60_000)
