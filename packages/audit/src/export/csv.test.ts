import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testRecord } from '../record/audit-record.fixture.ts';
import { auditCsvHeader, auditCsvLine } from './audit-csv.ts';
import { csvCell, csvLine } from './csv.ts';

describe('CSV', () => {
  test('never lets a cell begin a formula', () => {
    for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\n@x', '＝1', '\u00a0=cmd']) {
      expect(csvCell(formula).replace(/^"/, '')).toMatch(/^'/);
    }
    expect(csvCell('1,250 €')).toBe('"1,250 €"');
    expect(csvCell('plain')).toBe('plain');
  });

  test('keeps every row one row whatever the cells hold', () => {
    const parse = (line: string): string[] =>
      [...`,${line.slice(0, -2)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
        quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
      );
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 6 }), (cells) => {
        const read = parse(csvLine(cells));
        expect(read.map((cell, at) => (cell === cells[at] ? cell : cell.replace(/^'/, '')))).toEqual(cells);
      }),
    );
  });

  test('of an event has the columns of its header', () => {
    expect(auditCsvHeader.split(',')).toHaveLength(13);
    expect(auditCsvLine(testRecord(3), 8)).toMatch(
      /^8,2026-11-21T09:00:00.003Z,approval.decided,"Ana approved Invoice 4711 for 1,250 €",user,/,
    );
  });
});
