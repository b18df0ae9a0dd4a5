import { arrayType, optional, required, type ServiceDescription } from './describe.js'

/** `Copy.asmx` of SharePoint Foundation: puts files into libraries ([MS-COPYS]). */
export const COPY_SERVICE: ServiceDescription = {
  name: 'Copy',
  namespace: 'http://schemas.microsoft.com/sharepoint/soap/',
  actions: 'http://schemas.microsoft.com/sharepoint/soap/',
  types: [
    arrayType('DestinationUrlCollection', 'string', 's:string'),
    '<s:complexType name="FieldInformation"/>',
    arrayType('FieldInformationCollection', 'FieldInformation', 'tns:FieldInformation'),
    `<s:complexType name="CopyResult"><s:attribute name="ErrorCode" type="s:string"/><s:attribute name="ErrorMessage" type="s:string"/><s:attribute name="DestinationUrl" type="s:string"/></s:complexType>`,
    arrayType('CopyResultCollection', 'CopyResult', 'tns:CopyResult'),
  ].join('\n'),
  operations: {
    CopyIntoItems: {
      input:
        optional('SourceUrl', 's:string') +
        optional('DestinationUrls', 'tns:DestinationUrlCollection') +
        optional('Fields', 'tns:FieldInformationCollection') +
        optional('Stream', 's:base64Binary'),
      output: required('CopyIntoItemsResult', 's:unsignedInt') + optional('Results', 'tns:CopyResultCollection'),
    },
  },
}
