import { describe, expect, it } from 'vitest';
import { extractAddress } from './extract-address.ts';
import { extractCompany } from './extract-company.ts';
import { extractDate } from './extract-date.ts';
import { extractTotal } from './extract-total.ts';

const receipt = (...lines: string[]) => lines.join('\n');

describe('extractTotal', () => {
  it('takes the final total, not the subtotal, tax or cash', () => {
    const text = receipt('SUBTOTAL 40.00', 'GST 2.40', 'TOTAL RM 42.40', 'CASH 50.00', 'CHANGE 7.60');
    expect(extractTotal(text)).toBe(42.4);
  });

  it('takes the rounded total', () => {
    expect(
      extractTotal(receipt('TOTAL 19.99', 'ROUNDING ADJ 0.01', 'TOTAL ROUNDED 20.00', 'CASH 20.00', 'CHANGE 0.00')),
    ).toBe(20);
  });

  it('reads labels and amounts that were scanned as two columns', () => {
    const text = receipt('SUB TOTAL', 'TAX', 'TOTAL', 'CASH', 'CHANGE', '144.68', '8.67', '153.35', '200.00', '46.65');
    expect(extractTotal(text)).toBe(153.35);
  });

  it('finds nothing where there is no total', () => {
    expect(extractTotal('THANK YOU')).toBe(null);
  });
});

describe('extractDate', () => {
  it('prefers the labelled date and reads day before month', () => {
    expect(extractDate(receipt('EXPIRY DATE 01/01/2030', 'PRINTED 02/02/2026', 'DATE: 05/03/2026'))).toBe('2026-03-05');
  });
  it('ignores numbers that are no date', () => {
    expect(extractDate(receipt('TEL 03-7731-8169', 'NO 99/99/9999'))).toBe(null);
  });
});

describe('extractCompany and extractAddress', () => {
  const head = receipt(
    'BLUE HARBOUR TRADING LTD',
    '(1234567-X)',
    '12 MARKET STREET,',
    '40100 PORT KLANG, SELANGOR',
    'TEL: 03-123 4567',
    'INVOICE 77',
  );
  it('read the letterhead', () => {
    expect(extractCompany(head)).toBe('BLUE HARBOUR TRADING LTD');
    expect(extractAddress(head)).toBe('12 MARKET STREET, 40100 PORT KLANG, SELANGOR');
  });
  it('find nothing in an empty text', () => {
    expect([extractCompany(''), extractAddress('')]).toEqual([null, null]);
  });
});
