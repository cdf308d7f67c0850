import type { Screen } from '../../app/screens';

export const screen: Screen = {
  id: 'ops',
  title: 'Ops',
  path: '/ops',
  key: 'o',
  order: 10,
  icon: 'M3 6h9M3 12h13M3 18h7M16 6h5M19 12h2M13 18h8',
  load: () => import('./OpsScreen.svelte'),
};
