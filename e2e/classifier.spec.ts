import { ask, tell } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';

const topics = ['parcel', 'invoice'] as const;
const lines = (count: number): string =>
  [
    'text,topic',
    ...Array.from({ length: count }, (_, at) => `${topics[at % 2]} question number ${at},${topics[at % 2]}`),
  ].join('\n');

test('a classifier is trained from a file of cases, evaluated, adopted and switched off again', async ({ as }) => {
  const page = await as('processOwner');
  const slug = unique('sorted').replace(' ', '-');
  const object = (name: string, more: object = {}) => ({
    type: 'object',
    required: [name],
    properties: { [name]: { type: 'string', ...more } },
  });
  const spec = {
    ...{ slug, name: slug, instructions: 'Say what it is about.', dataClass: 'internal', qualityTarget: 0.8 },
    input: object('text'),
    output: object('topic', { enum: topics }),
  };
  await tell(page.request, 'tasks.create', { spec });
  await page.goto(`/tasks/${slug}?view=classifier`);
  const file = { name: 'cases.csv', mimeType: 'text/csv', buffer: Buffer.from(lines(80)) };
  await page.getByLabel('File of labelled cases').setInputFiles(file);
  await expect(page.getByText('80 labelled cases.')).toBeVisible();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect
    .poll(async () => (await ask(page.request, 'classifiers.get', { slug })).adoptedNumber, { timeout: 60_000 })
    .toBe(1);
  await page.reload();
  await expect(page.getByRole('figure').filter({ hasText: 'Right answers by share answered' })).toBeVisible();
  await expect(page.getByRole('figure').filter({ hasText: 'Said and right' })).toBeVisible();

  await page.getByRole('button', { name: 'Switch off' }).click();
  await expect.poll(async () => (await ask(page.request, 'classifiers.get', { slug })).adoptedNumber).toBeNull();
});
