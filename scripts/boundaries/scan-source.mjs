// Just enough reading of TypeScript for import and call rules: comments and the insides of strings do not count as code.

const blank = (text) => text.replace(/[^\n]/g, ' ');

/** One token: a comment, a string (' and " end with their line), a template, or any other character. */
const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g;

const isComment = (text) => text.startsWith('//') || text.startsWith('/*');

/** The text with comments blanked, line numbers kept. */
export const withoutComments = (text) => text.replace(token, (found) => (isComment(found) ? blank(found) : found));

/** The text with comments and strings blanked, line numbers kept. Templates stay: code hides in them. */
export const codeOnly = (text) =>
  text.replace(token, (found) => (isComment(found) || !found.startsWith('`') ? blank(found) : found));

export const lineOf = (text, index) => text.slice(0, index).split('\n').length;

const importForms = [
  /(?:^|[\n;])\s*(?:import|export)\s+(?<clause>[^'"`;]*?)\s*from\s*['"](?<source>[^'"]+)['"]/g,
  /(?:^|[\n;])\s*import\s*['"](?<source>[^'"]+)['"]/g,
  /\bimport\(\s*['"](?<source>[^'"]+)['"]/g,
];

/** Every module a file imports or re-exports: `{ source, clause, line }`. */
export const listImports = (text) => {
  const code = withoutComments(text);
  return importForms.flatMap((form) =>
    [...code.matchAll(form)].map((match) => ({
      source: match.groups.source,
      clause: match.groups.clause ?? '',
      line: lineOf(code, match.index + match[0].indexOf(match.groups.source)),
    })),
  );
};
