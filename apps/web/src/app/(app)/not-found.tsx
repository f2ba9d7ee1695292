export { MissingPage as default } from '../../shell/missing-page.tsx';
