/**
 * What a timeline shows: rows down the side, bars along time. It knows nothing of aircraft, crews or stands; each screen
 * makes its own `TimelineModel` and tells the same component to draw it.
 *
 * All times are milliseconds since the epoch, UTC.
 */
export type Moment = number;

/** Colour of a bar; each has a token in `tokens.css`, for both themes. `plan` is a machine's or a hand's proposal, never live. */
export type Tone =
  | 'scheduled'
  | 'airborne'
  | 'arrived'
  | 'caution'
  | 'delay'
  | 'warning'
  | 'cancelled'
  | 'plan'
  | 'ground'
  | 'standby'
  | 'absence';

/** Small marks on a bar, one place each, so that none depends on colour. */
export interface Marks {
  /** Red notch at the top right: a rule fails, or it cannot fly. */
  conflict?: boolean;
  /** Violet dot at the top left: crew at risk. */
  crew?: boolean;
  /** Diamond at the bottom left: a calculated take-off time; the moment it stands for. */
  slot?: Moment;
  /** Number at the bottom right: passengers who misconnect. */
  misconnecting?: number;
}

export interface Bar {
  id: string;
  row: string;
  start: Moment;
  end: Moment;
  /** Centre; the ends are drawn where they fit. */
  label: string;
  left?: string;
  right?: string;
  tone: Tone;
  /** Where it was planned: an outline, when it differs from start and end. */
  originalStart?: Moment;
  originalEnd?: Moment;
  /** A thin line under the bar from here to `start`: the delay tail. */
  delayFrom?: Moment;
  /** A thin line over the bar: when it really moved, as far as is known. */
  actualStart?: Moment;
  actualEnd?: Moment;
  marks?: Marks;
  /** Dashed outline, no fill. */
  hollow?: boolean;
  /** Hatched: changed by the plan that is shown. */
  hatched?: boolean;
  /** Faded: not in the filter, but its neighbours are. */
  faint?: boolean;
  /** Not to be moved by hand. */
  fixed?: boolean;
  /** The whole sentence: spoken by screen readers, shown on hover. */
  spoken: string;
}

/** Behind the bars of one row (`row`) or of all rows: maintenance, a closure, a curfew, a duty's legal end. */
export interface Band {
  id: string;
  row?: string;
  start: Moment;
  end: Moment;
  kind: 'maintenance' | 'outage' | 'closure' | 'curfew' | 'reduction' | 'rest' | 'limit';
  label: string;
}

/** A short word beside a row, e.g. `AOG`. */
export interface Badge {
  text: string;
  tone: 'warning' | 'caution' | 'muted';
  title: string;
}

export interface Row {
  id: string;
  /** First column, e.g. the tail; second, e.g. type and base. */
  title: string;
  detail: string;
  /** Small badges beside it: MEL, AOG, CHK. */
  badges?: readonly Badge[];
  /** Shortest turn between two bars of this row, minutes; a shorter gap is tinted. */
  minTurnMin?: number;
  pinned?: boolean;
}

/** Rows under a heading, e.g. a fleet. */
export interface Group {
  id: string;
  title: string;
  rows: readonly Row[];
  folded?: boolean;
}

/** A line between two bars: a connection, a rotation, a crew that goes on. */
export interface Link {
  id: string;
  from: string;
  to: string;
  tone: 'muted' | 'caution' | 'warning';
  label: string;
}

export interface TimelineModel {
  groups: readonly Group[];
  bars: readonly Bar[];
  bands: readonly Band[];
  links: readonly Link[];
  /** The line of now; undefined: none is drawn. */
  now?: Moment;
  /** What can be scrolled to. */
  start: Moment;
  end: Moment;
}

/** How a bar was moved by hand; the component draws the ghost, the screen says whether it is allowed. */
export interface Drag {
  bar: string;
  /** Minutes, in whole five-minute steps; 0 when only the row changes. */
  shiftMin: number;
  row: string;
  /** Alt was held: exchange with the bar it lies on, if any. */
  swapWith?: string;
}
