import { MissingPage } from '../shell/missing-page.tsx';

const NotFound = () => (
  <main>
    <MissingPage />
  </main>
);

export default NotFound;
