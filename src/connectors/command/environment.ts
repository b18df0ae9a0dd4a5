/** What programs need to run at all. Nothing else of the hub's environment reaches a program: it has secrets in it. */
const PASSED = [
  ...['PATH', 'HOME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR'],
  ...['SystemRoot', 'SystemDrive', 'PATHEXT', 'COMSPEC', 'TEMP', 'TMP', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'],
]

/** The whole environment of a program: a few variables of the hub's, and those of the settings. */
export function environmentOf(
  own: Readonly<Record<string, string>>,
  hub: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const passed = PASSED.flatMap(name => (hub[name] === undefined ? [] : [[name, hub[name]] as const]))
  const unicode = process.platform === 'win32' ? {} : { LANG: 'C.UTF-8' }
  return { ...unicode, ...Object.fromEntries(passed), ...own }
}
