import type { Screen } from '../../app/screens';

export const screen: Screen = {
  id: 'gates',
  title: 'Stands',
  path: '/gates/:airport?',
  key: 't',
  order: 35,
  icon: 'M3 20h18M5 20V9l7-4 7 4v11M9 20v-6h6v6M9 10.500h6',
  load: () => import('./GatesScreen.svelte'),
};
