import type { Role } from '@switchyard/domain';

/** How roles are named to people, and what each is for. */
export const roleWords: Record<Role, { readonly label: string; readonly hint: string }> = {
  owner: { label: 'Owner', hint: 'Everything, and the only one who may make owners.' },
  admin: { label: 'Administrator', hint: 'Everything but owners: people, keys, suppliers, settings.' },
  process_owner: { label: 'Process owner', hint: 'Maps and publishes workflows, sources and tasks; decides.' },
  operator: { label: 'Operator', hint: 'Starts runs and mends those that are stuck.' },
  approver: { label: 'Approver', hint: 'Decides what the inbox asks; starts runs.' },
  auditor: { label: 'Auditor', hint: 'Reads, verifies and exports the record.' },
  viewer: { label: 'Viewer', hint: 'Looks, and changes nothing.' },
};
