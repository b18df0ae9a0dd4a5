/** MIM's security groups. A farm's own role, `farm:<name>`, joins them with the farms. */
export const ROLES = ['administrator', 'operator', 'joiner', 'password', 'reader'] as const

export type Role = (typeof ROLES)[number]

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text)
