import type { AgentExtension } from 'identity-hub/extension'

const SIP = /^sip:/i

export default {
  projection(entry, hub) {
    // Groups have a declared projection, so this is never asked for them, and groups with hidden members are projected. The
    // sample has the same check in the same place; it is kept, so that the results are the same.
    if (entry.objectType === 'group') return entry.value('hideDLMembership') === 'true' ? undefined : 'group'
    const source = entry.value('msDS-SourceObjectDN')
    return source !== undefined && !hub.dn.same(source, entry.dn) ? 'contact' : 'person'
  },

  importFlow: {
    // proxyAddresses: SMTP:ann@contoso.test, sip:ann@contoso.test
    sipAddress: entry =>
      entry
        .values('proxyAddresses')
        .find(address => SIP.test(address))
        ?.replace(SIP, ''),
  },
} satisfies AgentExtension
