/** Settings of Node with which a process loads our sources without their types, where they have been left so (12 MB less). */
export const loadStripped: readonly string[] = ['--import', new URL('../stripped/preload.mjs', import.meta.url).href];
