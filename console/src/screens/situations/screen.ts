import type { Screen } from '../../app/screens';

export const screen: Screen = {
  id: 'situations',
  title: 'Situations',
  path: '/situations/:situation?',
  key: 's',
  order: 20,
  icon: 'M12 3 L22 20 H2 Z M12 10 V14 M12 17 V17.5',
  load: () => import('./Situations.svelte'),
};
