'use client';

export { FailedPage as default } from '../shell/failed-page.tsx';
