import type { MetaverseExtension } from 'identity-hub/extension'

export default {
  provision(object, hub) {
    const wish = object.value('employeeStatus')
    const [account] = object.connectors('target')
    const dn = `cn=${hub.dn.escape(object.value('displayName') ?? '')},ou=people`
    const initial = { dn, attributes: { origin: 'hub' } }
    if (wish === 'nowhere') object.start('nowhere', 'account', initial)
    else if (wish === 'nameless') object.start('target', 'account', { dn: '' })
    else if (wish === 'odd') object.start('target', 'account', { dn, attributes: { origin: ['a', 'b'] } })
    else if (wish === 'twice') {
      object.start('target', 'account', initial)
      object.start('target', 'account', { dn: `${dn},ou=two` })
    } else if (wish === 'off') account?.disconnect()
    else if (account === undefined) object.start('target', 'account', initial)
    else if (wish === 'contact' && account.objectType !== 'contact') account.replace('contact', { dn })
    else account.rename(dn)
  },
} satisfies MetaverseExtension
