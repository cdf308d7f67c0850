/** The console's screens. A folder under `screens/` with a `screen.ts` is a screen; there is no other list. */
import type { Component } from 'svelte';
import type { Command } from './commands.svelte';
import { matched } from './route.svelte';
import type { Role } from './session.svelte';

export interface Screen {
  id: string;
  title: string;
  /** Path pattern, e.g. `/situations/:situation?`; the parts in colons become the component's props. */
  path: string;
  /** The letter after `G`. */
  key?: string;
  /** Place in the rail, from the top. */
  order: number;
  /** Drawn in the rail: the `d` of an SVG path in a box of 24 by 24, stroked. */
  icon: string;
  /** Least role that sees it; everybody by default. */
  role?: Role;
  /** Not in the rail; reached by links. */
  hidden?: boolean;
  // A screen names the parts of the path that it wants, each optional or not; what it gets are strings.
  load: () => Promise<{ default: Component<any> }>;
  commands?: readonly Command[];
}

const found = import.meta.glob<{ screen: Screen }>('../screens/*/screen.ts', { eager: true });

export const screens: readonly Screen[] = Object.values(found)
  .map((one) => one.screen)
  .sort((one, other) => one.order - other.order);

/** The screen at a path, with the parts of the path it asks for. */
export function screenAt(path: string): { screen: Screen; parts: Record<string, string> } | undefined {
  for (const screen of screens) {
    const parts = matched(screen.path, path);
    if (parts) return { screen, parts };
  }
  return undefined;
}
