export {
  getOrganisation,
  type Organisation,
  organisationSchema,
  renameOrganisation,
  renameOrganisationInput,
} from './organisation-settings.ts';
