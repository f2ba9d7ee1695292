import type { SourceSpec } from '@switchyard/domain';

/** Vendor master data of the demo organisation. */
export const vendorsSource: SourceSpec = {
  slug: 'vendors',
  name: 'Approved vendors',
  description: 'Vendor master data kept by Finance. A receipt from anybody else is looked at by a person.',
  authority: 'authoritative',
  dataClass: 'internal',
  freshnessLimitMinutes: null,
  fields: [
    { name: 'vendor_id', type: 'text', description: 'Number in the ledger' },
    { name: 'name', type: 'text', description: 'Registered name, as printed on receipts' },
    { name: 'category', type: 'text', description: 'Cost category it is booked on' },
  ],
  config: { kind: 'upload', format: 'csv' },
};

export const vendorsCsv = `vendor_id,name,category
V-1001,Harbour Stationers Ltd,office
V-1002,Blue Lantern Cafe,meals
V-1003,Meridian Rail Services,travel
V-1004,Cobalt Cloud Hosting Ltd,software
V-1005,Greenfield Garden Centre,facilities
V-1006,Kestrel Couriers,shipping
V-1007,Aldgate Business Hotel,travel
V-1008,Papercut Print House,marketing
V-1009,Union Hardware Supplies,facilities
`;
