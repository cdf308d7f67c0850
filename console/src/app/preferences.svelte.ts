/** How this person wants the console to look; kept in this browser. */
const KEPT = 'downline.preferences';

interface Kept {
  theme: 'dark' | 'light' | 'system';
  colours: 'standard' | 'blind';
  /** `UTC`, or an IANA zone: the browser's or a station's. */
  zone: string;
  rowHeight: 'normal' | 'dense' | 'overview';
  sound: boolean;
  alertsOpen: boolean;
  dockOpen: boolean;
  toured: boolean;
}

const FIRST: Kept = {
  theme: 'dark',
  colours: 'standard',
  zone: 'UTC',
  rowHeight: 'normal',
  sound: false,
  alertsOpen: true,
  dockOpen: innerWidth >= 1500,
  toured: false,
};

class Preferences {
  theme = $state(FIRST.theme);
  colours = $state(FIRST.colours);
  zone = $state(FIRST.zone);
  rowHeight = $state(FIRST.rowHeight);
  sound = $state(FIRST.sound);
  alertsOpen = $state(FIRST.alertsOpen);
  dockOpen = $state(FIRST.dockOpen);
  toured = $state(FIRST.toured);
  #systemDark = matchMedia('(prefers-color-scheme: dark)');

  constructor() {
    Object.assign(this, { ...FIRST, ...(JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<Kept>) });
    this.#systemDark.addEventListener('change', () => this.apply());
    this.apply();
  }

  get shownTheme(): 'dark' | 'light' {
    return this.theme === 'system' ? (this.#systemDark.matches ? 'dark' : 'light') : this.theme;
  }

  /** Change some of it: applied at once and kept. */
  set(changed: Partial<Kept>): void {
    Object.assign(this, changed);
    const { theme, colours, zone, rowHeight, sound, alertsOpen, dockOpen, toured } = this;
    localStorage.setItem(KEPT, JSON.stringify({ theme, colours, zone, rowHeight, sound, alertsOpen, dockOpen, toured }));
    this.apply();
  }

  apply(): void {
    document.documentElement.dataset.theme = this.shownTheme;
    document.documentElement.dataset.colours = this.colours;
  }
}

export const preferences = new Preferences();
