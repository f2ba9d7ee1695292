import { describe, expect, it } from 'vitest';
import { requestOf, supplierOf } from '../test/routing-builders.ts';
import { compareDecisions, decide } from './index.ts';

const request = requestOf({ suppliers: [supplierOf('a'), supplierOf('b', { dataClassMax: 'public' })] });

describe('compareDecisions', () => {
  it('finds nothing between a decision and what storage gives back of it', () => {
    const decision = decide(request);
    const read = JSON.parse(JSON.stringify(decision, Object.keys(decision).sort().reverse()));
    expect(compareDecisions(decision, JSON.parse(JSON.stringify(decision)))).toEqual([]);
    expect(compareDecisions(decision, { ...read, ...JSON.parse(JSON.stringify(decision)) })).toEqual([]);
  });

  it('names the candidate and what of it differs', () => {
    const before = decide(request);
    const after = decide({ ...request, facts: { inputTokens: 2000 } });
    expect(compareDecisions(before, after)).toContainEqual(
      expect.stringMatching(/^a\/m: expected cost was \$0\.\d+, now /),
    );
    const open = decide({ ...request, suppliers: [supplierOf('a'), supplierOf('b')] });
    const differences = compareDecisions(before, open);
    expect(differences).toContainEqual(expect.stringMatching(/^Order: was a\/m; now a\/m, then b\/m\.$/));
    expect(differences).toContainEqual(
      expect.stringMatching(/^b\/m: was left out \(The data is internal; .*now eligible\.$/),
    );
  });

  it('says so of any change at all', () => {
    const before = decide(request);
    const renamed = { ...before, explanation: 'Because.' };
    expect(compareDecisions(before, renamed)).toHaveLength(1);
    const [first, ...rest] = before.candidates;
    const other = { ...before, candidates: first ? [{ ...first, isSimulated: true }, ...rest] : [] };
    expect(compareDecisions(before, other)).toEqual(['a/m: isSimulated is another now.']);
  });
});
