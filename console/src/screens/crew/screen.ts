import { route } from '../../app/route.svelte';
import type { Screen } from '../../app/screens';

export const screen: Screen = {
  id: 'crew',
  title: 'Crew',
  path: '/crew/:crew?',
  key: 'c',
  order: 40,
  icon: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c.4-3.9 2.9-6 6.5-6s6.100 2.100 6.500 6M16 4.500a3 3 0 0 1 0 6M17.500 14.300c2.400.6 3.800 2.600 4 5.700',
  load: () => import('./CrewScreen.svelte'),
  commands: [
    { id: 'crew-at-risk', title: 'Show crew whose flights are at risk', run: () => route.go('/crew?at_risk=true') },
    { id: 'crew-on-reserve', title: 'Show crew on reserve', run: () => route.go('/crew?phase=on_reserve') },
    { id: 'crew-on-duty', title: 'Show crew on duty', run: () => route.go('/crew?phase=on_duty') },
  ],
};
