import { describe, expect, test } from 'vitest';
import { testId } from '../record/audit-record.fixture.ts';
import { auditEventNameSchema, auditEventNames, auditSentence } from './event-vocabulary.ts';

const sentence = (name: string, payload: unknown, target = 'Invoice 4711 for 1,250 €') =>
  auditSentence(name, { actor: 'Ana', target, payload });

describe('the vocabulary', () => {
  test('names every event as area and past tense, in kebab case', () => {
    expect(auditEventNames.length).toBeGreaterThan(50);
    for (const name of auditEventNames) expect(name).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/);
  });

  test('is closed', () => {
    expect(auditEventNameSchema.safeParse('workflow.draft-saved').success).toBe(false);
    expect(auditEventNameSchema.safeParse('toString').success).toBe(false);
  });

  test('reads as plain sentences', () => {
    const vote = { outcome: 'approved', reason: '', digest: 'd', channel: 'web' };
    expect(sentence('approval.decided', vote)).toBe('Ana approved Invoice 4711 for 1,250 €');
    expect(sentence('approval.decided', { ...vote, outcome: 'changes', reason: 'Wrong vendor' })).toBe(
      'Ana asked for changes to Invoice 4711 for 1,250 €: “Wrong vendor”',
    );
    expect(sentence('member.role-changed', { before: ['viewer'], after: ['process_owner', 'auditor'] }, 'Ben')).toBe(
      'Ana changed the roles of Ben from viewer to process owner and auditor',
    );
    expect(
      sentence(
        'step.ai-completed',
        {
          receiptId: testId(1),
          task: 'Extract receipt',
          supplier: 'openai',
          model: 'gpt-x',
          dataClass: 'confidential',
          sources: { vendors: testId(2) },
          costMicroUsd: 2100,
          isSimulated: true,
        },
        'Step extract',
      ),
    ).toBe(
      'Step extract did the task Extract receipt: confidential data to simulated openai (gpt-x), reading vendors, $0.0021',
    );
  });

  test('still reads when a name or payload comes from another version', () => {
    expect(sentence('approval.decided', { outcome: 'shrugged' })).toBe(
      'Ana: approval.decided Invoice 4711 for 1,250 €',
    );
    expect(sentence('moon.landed', {}, 'Tranquility')).toBe('Ana: moon.landed Tranquility');
  });
});
