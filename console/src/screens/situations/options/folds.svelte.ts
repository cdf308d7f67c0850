/** Which sections of the matrix are unfolded; kept in this browser, since one looks at the same ones all day. */
const KEPT = 'downline.matrix';

class Folds {
  #open = $state.raw<Readonly<Record<string, boolean>>>(JSON.parse(localStorage.getItem(KEPT) ?? '{}'));

  isOpen(section: string, otherwise: boolean): boolean {
    return this.#open[section] ?? otherwise;
  }

  set(section: string, open: boolean): void {
    this.#open = { ...this.#open, [section]: open };
    localStorage.setItem(KEPT, JSON.stringify(this.#open));
  }
}

export const folds = new Folds();
