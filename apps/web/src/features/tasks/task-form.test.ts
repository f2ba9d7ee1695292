import { taskSpecSchema } from '@switchyard/domain';
import { describe, expect, it } from 'vitest';
import { newTask } from './new-task.ts';
import { fromTaskForm, toTaskForm } from './task-form.ts';

const full = taskSpecSchema.parse({
  ...newTask('extract', 'Extract'),
  output: {
    type: 'object',
    required: ['total'],
    properties: {
      total: { type: 'number', minimum: 0, description: 'What was paid' },
      date: { type: 'string', format: 'date' },
      label: { type: 'string', enum: ['a', 'b'] },
      name: { type: 'string', maxLength: 200 },
    },
  },
  checks: [
    { kind: 'occursIn', name: 'Total', field: 'total', inputField: 'document' },
    { kind: 'date', name: 'Date', field: 'date' },
    { kind: 'rule', name: 'Rule', expression: 'output.total > 0' },
    { kind: 'regex', name: 'Pattern', field: 'name', pattern: '^[A-Z]' },
  ],
  extractors: [{ field: 'total', inputField: 'document', method: 'total' }],
  rules: [{ when: 'true', output: { label: "'a'" } }],
  allowedSuppliers: ['rules'],
  qualityTarget: 0.955,
});

const nested = taskSpecSchema.parse({
  ...full,
  output: { type: 'object', properties: { lines: { type: 'array', items: { type: 'string' } } }, required: [] },
});

describe('the task form', () => {
  it.each([
    ['a new task', newTask('t', 'T')],
    ['every kind of field and check', full],
    ['a nested output', nested],
  ])('gives back %s as it was when nothing is edited', (_, spec) => {
    expect(taskSpecSchema.parse(fromTaskForm(toTaskForm(spec), spec))).toEqual(spec);
  });
});
