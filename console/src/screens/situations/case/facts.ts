/** Facts of specialists as figures, and in which order one reads them. */
import type { Schemas } from '../../../api/client';
import { money, plain } from '../../../ui/words';

export type Fact = Schemas['Fact'];

const figures = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** Value and unit; cents as money where the currency is known; a unit that the words begin with is not said twice. */
export function factFigure(fact: Fact, currency?: string): string {
  const { value, unit = '', text } = fact;
  if (value === null || value === undefined) return '';
  if (unit === 'cents' && typeof value === 'number' && currency) return money({ cents: value, currency });
  const said = typeof value === 'number' ? figures.format(value) : plain(value);
  return text.toLowerCase().startsWith(unit.toLowerCase()) ? said : `${said} ${unit}`;
}

/** Counts of something first, then words, then counts of nothing. */
export function tellingFirst(facts: readonly Fact[]): readonly Fact[] {
  const place = ({ value }: Fact): number => (value === 0 ? 2 : typeof value === 'number' ? 0 : 1);
  return [...facts].sort((one, other) => place(one) - place(other));
}
