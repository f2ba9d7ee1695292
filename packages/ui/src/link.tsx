'use client';

import { type ComponentPropsWithRef, type ComponentType, createContext, type ReactNode, useContext } from 'react';

export type LinkProps = Omit<ComponentPropsWithRef<'a'>, 'href'> & { href: string };

const PlainLink = (props: LinkProps) => <a {...props} />;
const LinkContext = createContext<ComponentType<LinkProps>>(PlainLink);

/** Gives every link beneath the application's router link; without it links load whole pages. */
export const LinkProvider = ({ link, children }: { link: ComponentType<LinkProps>; children: ReactNode }) => (
  <LinkContext value={link}>{children}</LinkContext>
);

/** An unstyled link through the application's router. */
export const Link = (props: LinkProps) => {
  const Router = useContext(LinkContext);
  return <Router {...props} />;
};
