import { z } from 'zod';
import { apiScopes, roles } from './role-names.ts';

export const roleSchema = z.enum(roles);
export const apiScopeSchema = z.enum(apiScopes);
