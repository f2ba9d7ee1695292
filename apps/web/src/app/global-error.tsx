'use client';

import { FailedPage, type FailedPageProps } from '../shell/failed-page.tsx';
import './globals.css';

/** When even the root layout failed: it replaces the whole document. */
const GlobalError = (props: FailedPageProps) => (
  <html lang="en">
    <body>
      <title>Switchyard</title>
      <FailedPage {...props} />
    </body>
  </html>
);

export default GlobalError;
