import type { triageIntents } from './demo-tasks.ts';

type Intent = (typeof triageIntents)[number];

/** Messages with what they are about: enough to see how two suppliers differ, too few to prove much. */
const labelled: readonly (readonly [Intent, string])[] = [
  ['card_lost_or_stolen', 'I lost my card on the train this morning, please block it.'],
  ['card_lost_or_stolen', 'My wallet was stolen and the card with it.'],
  ['card_not_arrived', 'You sent my new card two weeks ago and it still has not come.'],
  ['card_not_arrived', 'Where is my card? The post says nothing.'],
  ['payment_not_recognised', 'There is a payment of 59.90 that I did not make.'],
  ['payment_not_recognised', 'I do not recognise a charge from yesterday.'],
  ['payment_failed', 'My card was declined at the supermarket although there is money.'],
  ['payment_failed', 'The online payment failed three times.'],
  ['refund_missing', 'The shop refunded me last week but nothing has arrived.'],
  ['refund_missing', 'How long does a refund take? It is not on my account.'],
  ['transfer_pending', 'My transfer to Spain has been pending since Monday.'],
  ['transfer_pending', 'The transfer is still not through, when will it be?'],
  ['wrong_fee', 'Why was I charged a fee for taking out cash?'],
  ['wrong_fee', 'You took 2 euros too much as a fee.'],
  ['exchange_rate', 'The rate you used for dollars is not the one in your app.'],
  ['exchange_rate', 'Which exchange rate applies to payments abroad?'],
  ['pin_problem', 'I forgot my PIN.'],
  ['pin_problem', 'The machine says that my PIN is wrong, but it is not.'],
  ['account_locked', 'I am locked out of my account after too many tries.'],
  ['account_locked', 'My account is locked and I cannot log in.'],
  ['change_details', 'I moved. How do I change my address?'],
  ['change_details', 'Please use my new phone number from now on.'],
  ['other', 'Do you sponsor football clubs?'],
  ['other', 'Your app looks nice since the update.'],
];

export const demoDataset = {
  taskSlug: 'triage-message',
  name: 'Everyday messages',
  lines: labelled.map(([intent, message]) => JSON.stringify({ input: { message }, expected: { intent } })).join('\n'),
} as const;
