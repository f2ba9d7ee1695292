import { dataClasses, type Receipt, type ReceiptOrigin, receiptOrigins, receiptOutcomes } from '@switchyard/domain';

/*
 * Small numbers for the closed vocabularies of a receipt's row. The order of each list is what is stored: names are only
 * ever added at the end.
 */

export const codeOfOrigin = (origin: ReceiptOrigin): number => receiptOrigins.indexOf(origin) + 1;
export const codeOfOutcome = (outcome: Receipt['outcome']): number => receiptOutcomes.indexOf(outcome) + 1;
export const codeOfDataClass = (dataClass: Receipt['dataClass']): number => dataClasses.indexOf(dataClass) + 1;

const arrayOf = (names: readonly string[]): string => `ARRAY[${names.map((name) => `'${name}'`).join(', ')}]`;

/** SQL that turns a stored code back into its name. The column is a constant of this package, never input. */
export const originName = (column: string): string => `(${arrayOf(receiptOrigins)})[${column}]`;
export const outcomeName = (column: string): string => `(${arrayOf(receiptOutcomes)})[${column}]`;
export const dataClassName = (column: string): string => `(${arrayOf(dataClasses)})[${column}]`;
