import {
  changeRoles,
  changeRolesInput,
  createGroup,
  createGroupInput,
  deactivatePerson,
  deleteGroup,
  groupInput,
  groupSchema,
  invitedPersonSchema,
  invitePerson,
  invitePersonInput,
  listGroups,
  listPeople,
  listPeopleInput,
  peoplePageSchema,
  personInput,
  renameGroup,
  renameGroupInput,
  resetPassword,
  restorePerson,
  setGroupMembers,
  setGroupMembersInput,
} from '@switchyard/application';
import { groupIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

const groupsRouter = router({
  list: procedure.output(z.array(groupSchema)).query(({ ctx }) => listGroups(ctx.app, ctx.actor)),
  create: procedure
    .input(createGroupInput)
    .output(z.object({ groupId: groupIdSchema }))
    .mutation(({ ctx, input }) => createGroup(ctx.app, ctx.actor, input)),
  rename: procedure
    .input(renameGroupInput)
    .output(z.void())
    .mutation(({ ctx, input }) => renameGroup(ctx.app, ctx.actor, input)),
  setMembers: procedure
    .input(setGroupMembersInput)
    .output(z.void())
    .mutation(({ ctx, input }) => setGroupMembers(ctx.app, ctx.actor, input)),
  remove: procedure
    .input(groupInput)
    .output(z.void())
    .mutation(({ ctx, input }) => deleteGroup(ctx.app, ctx.actor, input)),
});

export const peopleRouter = router({
  list: procedure
    .input(listPeopleInput)
    .output(peoplePageSchema)
    .query(({ ctx, input }) => listPeople(ctx.app, ctx.actor, input)),
  invite: procedure
    .input(invitePersonInput)
    .output(invitedPersonSchema)
    .mutation(({ ctx, input }) => invitePerson(ctx.app, ctx.actor, input)),
  changeRoles: procedure
    .input(changeRolesInput)
    .output(z.void())
    .mutation(({ ctx, input }) => changeRoles(ctx.app, ctx.actor, input)),
  resetPassword: procedure
    .input(personInput)
    .output(z.object({ password: z.string() }))
    .mutation(({ ctx, input }) => resetPassword(ctx.app, ctx.actor, input)),
  deactivate: procedure
    .input(personInput)
    .output(z.void())
    .mutation(({ ctx, input }) => deactivatePerson(ctx.app, ctx.actor, input)),
  restore: procedure
    .input(personInput)
    .output(z.void())
    .mutation(({ ctx, input }) => restorePerson(ctx.app, ctx.actor, input)),
  groups: groupsRouter,
});
