export interface DemoDocument {
  readonly reference: string;
  readonly text: string;
}

const lines = (...text: readonly string[]): string => text.join('\n');

/** A dozen receipts and invoices of the product's own making: enough for a newcomer to see every path. */
export const demoDocuments: readonly DemoDocument[] = [
  {
    reference: 'stationery-0412',
    text: lines(
      'HARBOUR STATIONERS LTD',
      '12 HARBOUR STREET',
      'BRISTOL BS1 4QA',
      'RECEIPT NO: 88121',
      'DATE: 04/12/2025',
      'A4 PAPER 5X500   24.50',
      'GEL PENS BLACK    6.80',
      'TOTAL            31.30',
      'CARD             31.30',
      'THANK YOU',
    ),
  },
  {
    reference: 'team-lunch-0611',
    text: lines(
      'BLUE LANTERN CAFE',
      '3 QUAY ROAD, BRISTOL BS1 6UD',
      'TABLE 7',
      '06/11/2025 12:48',
      '4 X SOUP OF THE DAY 26.00',
      '4 X FLAT WHITE      14.40',
      'SERVICE              4.04',
      'TOTAL               44.44',
      'VISA                44.44',
    ),
  },
  {
    reference: 'rail-1810',
    text: lines(
      'MERIDIAN RAIL SERVICES',
      'STATION APPROACH, READING RG1 1LT',
      'TICKET SALE',
      '18-10-2025',
      'READING - YORK RETURN',
      '2 ADULTS',
      'AMOUNT DUE 236.80',
      'TOTAL 236.80',
    ),
  },
  {
    reference: 'hosting-invoice-2209',
    text: lines(
      'COBALT CLOUD HOSTING LTD',
      '40 DATA PARK WAY',
      'SLOUGH SL1 4XE',
      'INVOICE 2025-2209',
      'INVOICE DATE: 01/10/2025',
      'DEDICATED CLUSTER, SEPTEMBER',
      'SUBTOTAL 1,540.00',
      'VAT 20% 308.00',
      'TOTAL DUE 1,848.00',
    ),
  },
  {
    reference: 'garden-0903',
    text: lines(
      'GREENFIELD GARDEN CENTRE',
      'MILL LANE, BATH BA2 7AY',
      'DATE 09/03/2025 10:02',
      'PLANTERS 3 X 19.99  59.97',
      'COMPOST 2 X 7.50    15.00',
      'TOTAL              74.97',
      'CASH               80.00',
      'CHANGE              5.03',
    ),
  },
  {
    reference: 'courier-1511',
    text: lines(
      'KESTREL COURIERS',
      'UNIT 9 AIRPORT ROAD',
      'BRISTOL BS48 3DY',
      'WAYBILL 7781-20',
      '15/11/2025',
      'NEXT DAY PALLET',
      'TOTAL 148.00',
    ),
  },
  {
    reference: 'hotel-0207',
    text: lines(
      'ALDGATE BUSINESS HOTEL',
      '88 MINORIES, LONDON EC3N 1JT',
      'GUEST: M. PATEL',
      'ARRIVAL 30/06/2025 DEPARTURE 02/07/2025',
      'INVOICE DATE 02/07/2025',
      '2 NIGHTS 289.00 578.00',
      'BREAKFAST 2 X 18.50 37.00',
      'TOTAL 615.00',
    ),
  },
  {
    reference: 'print-2804',
    text: lines(
      'PAPERCUT PRINT HOUSE',
      '5 FOUNDRY LANE',
      'LEEDS LS1 5RD',
      'TAX INVOICE 5520',
      'DATE: 28/04/2025',
      '5,000 BROCHURES A5   1,344.00',

      'TOTAL 1,344.00',
    ),
  },
  {
    reference: 'hardware-1702',
    text: lines(
      'UNION HARDWARE SUPPLIES',
      '210 TRADE STREET',
      'CARDIFF CF10 5DQ',
      '17/02/2025 08:31',
      'LADDER 3M ALU     89.00',
      'FIXINGS ASSORTED  12.45',
      'TOTAL            101.45',
    ),
  },
  {
    reference: 'unknown-consulting-3110',
    text: lines(
      'BRIGHTPATH ADVISORY',
      'SUITE 4, 19 REGENT PLACE',
      'BIRMINGHAM B1 3NJ',
      'INVOICE 0007',
      'DATE: 31/10/2025',
      'STRATEGY WORKSHOP',
      'TOTAL 2,400.00',
      'PLEASE PAY WITHIN 7 DAYS',
    ),
  },
  {
    reference: 'taxi-2105',
    text: lines(
      'CITY LINE CABS',
      '7 DEPOT ROAD, BRISTOL BS2 0QH',
      'RECEIPT',
      '21/05/2025 22:14',
      'FARE 18.60',
      'TOTAL 18.60',
      'PAID CASH',
    ),
  },
  {
    reference: 'handwritten-note',
    text: lines('PAID TO THE WINDOW CLEANER', 'SOME TIME LAST WEEK', 'ABOUT FORTY POUNDS', 'NO RECEIPT GIVEN'),
  },
];

/** Customer messages for the support triage. */
export const demoMessages: readonly string[] = [
  'I lost my card on the train this morning, please block it.',
  'My new card has still not arrived after two weeks.',
  'There is a payment of 49.90 that I did not make.',
  'Why was I charged a fee for taking out cash abroad?',
  'My transfer to my landlord has been pending since Monday.',
  'I am locked out of my account and need to pay rent today.',
  'When will I get the refund for the returned shoes?',
  'The exchange rate on my card payment looks wrong.',
];
