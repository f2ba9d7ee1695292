import { createContext, useContext } from 'react';
import type { AddTarget } from '../model/add-target.ts';

/** An open menu of node kinds: at a point of the window, for a place in the process. */
export interface AddMenuState {
  readonly x: number;
  readonly y: number;
  readonly target: AddTarget;
}

export const OpenAddMenuContext = createContext<(menu: AddMenuState) => void>(() => undefined);
export const useOpenAddMenu = () => useContext(OpenAddMenuContext);
