export { getHome, type Home, homeSchema } from './get-home.ts';
