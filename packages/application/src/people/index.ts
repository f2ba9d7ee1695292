export { changeRoles, changeRolesInput } from './change-roles.ts';
export { deactivatePerson, personInput, restorePerson } from './deactivate-person.ts';
export {
  createGroup,
  createGroupInput,
  deleteGroup,
  type Group,
  groupInput,
  groupSchema,
  listGroups,
  renameGroup,
  renameGroupInput,
  setGroupMembers,
  setGroupMembersInput,
} from './groups.ts';
export { invitedPersonSchema, invitePerson, invitePersonInput } from './invite-person.ts';
export { listPeople, listPeopleInput, type PeoplePage, peoplePageSchema } from './list-people.ts';
export { type Person, personSchema } from './person-view.ts';
export { resetPassword } from './reset-password.ts';
