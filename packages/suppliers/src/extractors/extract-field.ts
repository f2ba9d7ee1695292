import type { JsonObject, JsonValue, TaskSpec } from '@switchyard/domain';
import { extractAddress } from './extract-address.ts';
import { extractCompany } from './extract-company.ts';
import { extractDate } from './extract-date.ts';
import { extractKeyword } from './extract-keyword.ts';
import { extractTotal } from './extract-total.ts';

type Extractor = TaskSpec['extractors'][number];

/** What `extractor` finds in the input, or null. */
export const extractField = (extractor: Extractor, input: JsonObject): JsonValue => {
  const value = input[extractor.inputField];
  const text = Array.isArray(value) ? value.map(String).join('\n') : typeof value === 'string' ? value : '';
  switch (extractor.method) {
    case 'company':
      return extractCompany(text);
    case 'date':
      return extractDate(text);
    case 'address':
      return extractAddress(text);
    case 'total':
      return extractTotal(text);
    case 'keyword':
      return extractKeyword(text, extractor.keywords ?? {});
  }
};
