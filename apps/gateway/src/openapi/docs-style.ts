/** Follows the reader's theme; small enough to stand in the page. */
export const docsStyle = `
:root { color-scheme: light dark; --ink: light-dark(#17181a, #ededef); --muted: light-dark(#56575f, #a5a8b1);
  --line: light-dark(#e7e7e9, #26282d); --ground: light-dark(#fafafa, #0c0d0f); --surface: light-dark(#fff, #131417);
  --get: light-dark(#1a5fc9, #7db1ff); --post: light-dark(#19703a, #62cb87); --put: light-dark(#8a5200, #f0b450); }
* { box-sizing: border-box; }
body { margin: 0; display: flex; background: var(--ground); color: var(--ink); font: 14px/1.5 ui-sans-serif, system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; width: 300px; flex: none; overflow-y: auto; padding: 24px 16px;
  border-right: 1px solid var(--line); display: flex; flex-direction: column; gap: 2px; font-size: 13px; }
nav > b { font-size: 14px; margin-bottom: 12px; }
nav a { color: inherit; text-decoration: none; padding: 4px 8px; border-radius: 6px; overflow-wrap: anywhere; }
nav a:hover { background: var(--line); }
main { min-width: 0; flex: 1; max-width: 860px; padding: 32px; }
section { border-top: 1px solid var(--line); padding: 24px 0; }
h1 { font-size: 28px; line-height: 36px; margin: 0 0 8px; } h2 { font-size: 16px; margin: 0 0 4px; }
.get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); }
.route b, nav a b { font-size: 11px; } .scope { color: var(--muted); font-size: 13px; }
code, pre { font-family: ui-monospace, 'SF Mono', Menlo, monospace; font-size: 12px; }
pre { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 12px; overflow-x: auto; }
table { border-collapse: collapse; } td { border-bottom: 1px solid var(--line); padding: 4px 16px 4px 0; vertical-align: top; }
summary { cursor: pointer; color: var(--muted); font-size: 13px; padding: 4px 0; }
@media (max-width: 800px) { body { display: block; } nav { position: static; height: auto; width: auto; border: 0; border-bottom: 1px solid var(--line); } main { padding: 20px 16px; } }
`;
