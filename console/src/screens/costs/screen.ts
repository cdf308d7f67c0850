import type { Screen } from '../../app/screens';

export const screen: Screen = {
  id: 'costs',
  title: 'Costs',
  path: '/costs',
  order: 60,
  icon: 'M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6',
  load: () => import('./CostsScreen.svelte'),
};
