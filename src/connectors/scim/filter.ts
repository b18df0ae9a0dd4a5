/** A text as filters carry it (RFC 7644 section 3.4.2.2: a JSON string). */
export const quoted = (text: string): string => JSON.stringify(text)
