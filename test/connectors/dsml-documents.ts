import type { ObjectTypeSelection } from '../../src/connectors/connector.js'
import { file } from '../../src/connectors/file/index.js'

const text = (name: string, multivalued = false) => ({ name, type: 'string', multivalued }) as const
const PERSON: ObjectTypeSelection = {
  name: 'person',
  attributes: [
    text('cn', true),
    text('sn'),
    text('title', true),
    { name: 'photo', type: 'binary', multivalued: false },
  ],
}
export const openingIn = (folder: string, settings: object = {}) => ({
  connector: file,
  settings: { format: 'dsml', path: 'a.xml', anchor: 'dn', ...settings },
  types: [PERSON],
  folder,
})
export const NS2 = 'xmlns="urn:oasis:names:tc:DSML:2:0:core"'
export const batch = (...elements: string[]) => `<batchRequest ${NS2}>\n${elements.join('\n')}\n</batchRequest>\n`
export const CLASS = '<attr name="objectClass"><value>person</value></attr>'
export const entry = (dn: string, attributes = '') => `<addRequest dn="${dn}">${CLASS}${attributes}</addRequest>`
// After the example of the DSML 1.0 specification, in our own words.
export const VERSION_1 = `<?xml version="1.0" encoding="UTF-8"?>
<!-- people -->
<dsml:dsml xmlns:dsml="http://www.dsml.org/DSML">
  <dsml:directory-schema><dsml:class id="person" type="structural"><dsml:name>person</dsml:name></dsml:class></dsml:directory-schema>
  <dsml:directory-entries>
    <dsml:entry dn="cn=Ada,o=Example">
      <dsml:objectclass><dsml:oc-value ref="#person">person</dsml:oc-value><dsml:oc-value>top</dsml:oc-value></dsml:objectclass>
      <dsml:attr name="CN"><dsml:value>Ada</dsml:value><dsml:value>A &amp; B</dsml:value></dsml:attr>
      <dsml:attr name="photo"><dsml:value encoding="base64">
        /9j/
      </dsml:value></dsml:attr>
    </dsml:entry>
    <!-- between -->
    <dsml:entry dn="cn=Zoë,o=Example">
      <dsml:objectclass><dsml:oc-value>person</dsml:oc-value></dsml:objectclass>
      <dsml:attr name="title"><dsml:value><![CDATA[a <b>]]> c&#13;
d</dsml:value></dsml:attr>
    </dsml:entry>
  </dsml:directory-entries>
</dsml:dsml>
`
export const ANSWER = `<batchResponse ${NS2} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<searchResponse requestID="1">
<searchResultEntry dn="cn=Ada">${CLASS}<attr name="photo"><value xsi:type="xsd:base64Binary">/9j/</value></attr></searchResultEntry>
<searchResultReference><ref>ldap://other</ref></searchResultReference>
<searchResultDone><resultCode code="CODE"/></searchResultDone>
</searchResponse>
</batchResponse>
`
