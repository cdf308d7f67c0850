import { preferences } from '../../app/preferences.svelte';
import type { Screen } from '../../app/screens';

export const screen: Screen = {
  id: 'settings',
  title: 'Settings',
  path: '/settings',
  order: 90,
  icon: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  load: () => import('./Settings.svelte'),
  commands: [{ id: 'tour', title: 'Start the tour again', run: () => preferences.set({ toured: false }) }],
};
