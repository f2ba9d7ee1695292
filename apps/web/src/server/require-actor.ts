import { isSetUp } from '@switchyard/application';
import type { UserActor } from '@switchyard/domain';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { returnPath } from '../features/sign-in/return-path.ts';
import { findActor } from './find-actor.ts';
import { getApp } from './get-app.ts';
import { pathHeader } from './path-header.ts';

/** The person of this request; one lookup however many components ask. */
export const getActor = cache(() => findActor(getApp()));

/** For the layout and pages behind the door: sends strangers to sign in and back, and a fresh installation to its set-up. */
export const requireActor = async (): Promise<UserActor> => {
  const actor = await getActor();
  if (actor) return actor;
  if (!(await isSetUp(getApp()))) return redirect('/setup');
  const path = returnPath((await headers()).get(pathHeader));
  return redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`);
};
