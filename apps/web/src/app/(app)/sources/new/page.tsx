import type { Metadata } from 'next';
import { NewSource } from '../../../../features/sources/new-source.tsx';

export const metadata: Metadata = { title: 'Register a source' };

const NewSourcePage = () => <NewSource />;

export default NewSourcePage;
