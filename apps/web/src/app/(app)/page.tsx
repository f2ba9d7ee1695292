import type { Metadata } from 'next';
import { HomeView } from '../../features/home/home-view.tsx';
import { requireActor } from '../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Home' };

const HomePage = async () => {
  const actor = await requireActor();
  await prefetch(api.home.get.queryOptions());
  return (
    <Hydrated>
      <HomeView firstName={actor.name.split(' ')[0] ?? actor.name} />
    </Hydrated>
  );
};

export default HomePage;
