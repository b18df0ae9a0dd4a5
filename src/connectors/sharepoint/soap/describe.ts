/** A SOAP 1.1 service, document/literal, as far as the connector uses it. Sources of the names and their order: README. */
export interface ServiceDescription {
  readonly name: string
  readonly namespace: string
  /** The SOAPAction of an operation is this and its name. */
  readonly actions: string
  /** XML Schema of the types that messages are made of; `tns` is the service's namespace, `s` XML Schema's. */
  readonly types: string
  /** By operation, the elements of its request and of its response, in order. */
  readonly operations: Readonly<Record<string, { readonly input: string; readonly output: string }>>
}

export const XML_SCHEMA = 'http://www.w3.org/2001/XMLSchema'
const WSDL = 'http://schemas.xmlsoap.org/wsdl/'
const WSDL_SOAP = 'http://schemas.xmlsoap.org/wsdl/soap/'

/** The service as a WSDL 1.1 document, which is what the SOAP library reads. */
export function wsdlOf({ name, namespace, actions, types, operations }: ServiceDescription): string {
  const each = (make: (operation: string) => string): string => Object.keys(operations).map(make).join('\n')
  const message = (element: string): string =>
    `<wsdl:message name="${element}Message"><wsdl:part name="parameters" element="tns:${element}"/></wsdl:message>`
  const wrapper = (element: string, content: string): string =>
    `<s:element name="${element}"><s:complexType><s:sequence>${content}</s:sequence></s:complexType></s:element>`
  return `<?xml version="1.0" encoding="utf-8"?>
<wsdl:definitions xmlns:wsdl="${WSDL}" xmlns:soap="${WSDL_SOAP}" xmlns:s="${XML_SCHEMA}" xmlns:tns="${namespace}" targetNamespace="${namespace}">
<wsdl:types><s:schema elementFormDefault="qualified" targetNamespace="${namespace}">
${types}
${each(one => wrapper(one, operations[one]?.input ?? ''))}
${each(one => wrapper(`${one}Response`, operations[one]?.output ?? ''))}
</s:schema></wsdl:types>
${each(one => message(one) + message(`${one}Response`))}
<wsdl:portType name="${name}Port">
${each(one => `<wsdl:operation name="${one}"><wsdl:input message="tns:${one}Message"/><wsdl:output message="tns:${one}ResponseMessage"/></wsdl:operation>`)}
</wsdl:portType>
<wsdl:binding name="${name}Binding" type="tns:${name}Port"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
${each(one => `<wsdl:operation name="${one}"><soap:operation soapAction="${actions}${one}" style="document"/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>`)}
</wsdl:binding>
<wsdl:service name="${name}"><wsdl:port name="${name}Port" binding="tns:${name}Binding"><soap:address location="urn:later"/></wsdl:port></wsdl:service>
</wsdl:definitions>`
}

/** An element that may be absent. */
export const optional = (name: string, type: string): string =>
  `<s:element minOccurs="0" name="${name}" type="${type}"/>`
/** An element that is always there. */
export const required = (name: string, type: string): string => `<s:element name="${name}" type="${type}"/>`
export const complexType = (name: string, content: string): string =>
  `<s:complexType name="${name}"><s:sequence>${content}</s:sequence></s:complexType>`
/** ASP.NET's way to write an array: a type of its own with any number of one element. */
export const arrayType = (name: string, element: string, type: string): string =>
  complexType(name, `<s:element minOccurs="0" maxOccurs="unbounded" name="${element}" nillable="true" type="${type}"/>`)
