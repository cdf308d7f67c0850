import type { Binding } from '../app/keyboard.svelte';
import { counted, duration } from '../ui/words';
import type { Chart } from './chart';
import type { PlacedBar } from './lanes';
import type { Drag, Moment } from './model';
import { linkedTo, rowBeside, stepFrom, type Step } from './move';

/** What the keyboard asks of the component. */
export interface KeyHost {
  editable: () => boolean;
  focused: () => string | undefined;
  selected: () => ReadonlySet<string>;
  select: (ids: readonly string[], extend: boolean) => void;
  focus: (id: string) => void;
  open: (id: string) => void;
  announce: (text: string) => void;
  pin: (row: string) => void;
  /** The move that is being made by keyboard. */
  drag: () => Drag | undefined;
  dragging: (drag: Drag | undefined) => void;
  drop: (drag: Drag) => void;
}

const WHERE = 'Timeline (when it has the focus)';
const PAN_PX = 160;

/** The keys of a timeline; bound while the focus is in it. */
export function timelineKeys(chart: Chart, host: KeyHost): Binding[] {
  let anchor: PlacedBar | undefined;
  let followed = { from: '', at: 0 };

  const current = (): PlacedBar | undefined => chart.layout.bar.get(host.focused() ?? '');
  const middle = (): Moment => chart.timeAt(chart.frame.titles + chart.view.width / 2);
  const go = (placed: PlacedBar | undefined, extend: boolean): void => {
    if (!placed) return;
    const from = host.focused();
    host.focus(placed.bar.id);
    chart.scrollTo(placed.bar.id);
    if (extend) host.select([...(from === undefined ? [] : [from]), placed.bar.id], true);
    if (chart.measuring && anchor && anchor !== placed) {
      const [first, second] = anchor.bar.start <= placed.bar.start ? [anchor, placed] : [placed, anchor];
      chart.point({ measure: { from: first.bar.end, to: second.bar.start } });
      host.announce(`${duration((second.bar.start - first.bar.end) / 1000)} from the end of ${first.bar.label} to ${second.bar.label}`);
    }
  };
  const step = (which: Step) => (event: KeyboardEvent) =>
    go(stepFrom(chart.layout, host.focused(), which, middle()), event.shiftKey);

  /** The keyboard's move grows key by key and waits for Enter: six presses are one proposal, not six. */
  const nudge = (shiftMin: number, rows: -1 | 0 | 1): void => {
    const placed = current();
    if (!placed || !host.editable()) return;
    if (placed.bar.fixed) {
      host.announce(`${placed.bar.label} cannot be moved`);
      return;
    }
    const before = host.drag();
    const drag = before?.bar === placed.bar.id ? before : { bar: placed.bar.id, shiftMin: 0, row: placed.bar.row };
    const row = rows === 0 ? drag.row : (rowBeside(chart.layout, drag.row, rows)?.row.id ?? drag.row);
    host.dragging({ bar: drag.bar, shiftMin: drag.shiftMin + shiftMin, row });
    if (rows !== 0) chart.scrollTo(row);
  };
  const swap = (): void => {
    const drag = host.drag();
    const other = drag && chart.under(drag);
    if (drag && other) host.dragging(drag.swapWith ? { bar: drag.bar, shiftMin: drag.shiftMin, row: drag.row } : { ...drag, swapWith: other.bar.id });
    else if (drag) host.announce('There is nothing to exchange with here');
  };
  const enter = (): void => {
    const drag = host.drag();
    const id = host.focused();
    if (drag) {
      host.dragging(undefined);
      if (drag.shiftMin !== 0 || drag.row !== chart.layout.bar.get(drag.bar)?.bar.row) host.drop(drag);
    } else if (id !== undefined) host.open(id);
  };
  const escape = (): void => {
    if (host.drag()) {
      host.dragging(undefined);
      host.announce('Move given up');
    } else if (chart.measuring) measure();
    else host.select([], false);
  };
  const measure = (): void => {
    chart.measuring = !chart.measuring;
    anchor = chart.measuring ? current() : undefined;
    chart.point({ measure: anchor && { from: anchor.bar.start, to: anchor.bar.end } });
    const length = anchor ? `: ${anchor.bar.label} takes ${duration((anchor.bar.end - anchor.bar.start) / 1000)}` : '';
    host.announce(chart.measuring ? `Time ruler on${length}` : 'Time ruler off');
  };
  const follow = (): void => {
    const id = host.focused();
    if (id === undefined) return;
    const ends = linkedTo(chart.options.model.links, chart.layout, id);
    if (ends.length === 0) {
      host.announce('No connection is shown for it');
      return;
    }
    const back = ends.length > 1 ? ends.filter((end) => end.other.bar.id !== followed.from) : ends;
    const end = back[followed.at % back.length] ?? back[0];
    followed = { from: id, at: 0 };
    if (!end) return;
    go(end.other, false);
    host.announce(end.link.label);
  };
  const fold = (): void => {
    const bar = chart.options.model.bars.find((one) => one.id === host.focused());
    const group = chart.options.model.groups.find((one) => one.rows.some((row) => row.id === bar?.row));
    if (group) host.announce(`${group.title} ${chart.fold(group) ? `folded, ${counted(group.rows.length, 'row')}` : 'unfolded'}`);
  };
  const select = (): void => {
    const id = host.focused();
    if (id === undefined) return;
    host.select([id], !host.selected().has(id));
  };

  const key = (id: string, keys: string, says: string, run: Binding['run']): Binding => ({ id: `timeline.${id}`, keys, says, where: WHERE, run });
  return [
    key('later', 'ArrowRight | shift+ArrowRight', 'Next bar of the row; with Shift, select it too', step('later')),
    key('earlier', 'ArrowLeft | shift+ArrowLeft', 'Bar before it; with Shift, select it too', step('earlier')),
    key('down', 'ArrowDown | shift+ArrowDown', 'Nearest bar in the row below', step('down')),
    key('up', 'ArrowUp | shift+ArrowUp', 'Nearest bar in the row above', step('up')),
    key('first', 'Home', 'First bar of the row', step('first')),
    key('last', 'End', 'Last bar of the row', step('last')),
    key('page-down', 'PageDown', 'Scroll a page of rows down', () => chart.panBy(0, chart.view.height * 0.9)),
    key('page-up', 'PageUp', 'Scroll a page of rows up', () => chart.panBy(0, -chart.view.height * 0.9)),
    key('pan-later', 'ctrl+ArrowRight', 'Move the view later', () => chart.panBy(PAN_PX, 0)),
    key('pan-earlier', 'ctrl+ArrowLeft', 'Move the view earlier', () => chart.panBy(-PAN_PX, 0)),
    key('closer', '+ | =', 'Show less time, larger', () => chart.zoom(1.35)),
    key('wider', '-', 'Show more time, smaller', () => chart.zoom(1 / 1.35)),
    key('fit', '0', 'Show the whole time', () => chart.fit()),
    key('now', 'n', 'Go to now and stay with it', () => chart.showNow()),
    key('open', 'Enter', 'Open the bar; drop what is being moved', enter),
    key('select', 'Space', 'Select the bar', select),
    key('clear', 'Escape', 'Give up a move, put the ruler away, clear the selection', escape),
    key('ruler', 'm', 'Measure time: from bar to bar, or drag with the mouse', measure),
    key('follow', 'x', 'Follow the connection to its other end', follow),
    key('pin', 'p', 'Keep the row at the top', () => {
      const placed = current();
      if (placed) host.pin(placed.bar.row);
    }),
    key('fold', 'f', 'Fold or unfold the group', fold),
    ...(host.editable()
      ? [
          key('retime-earlier', '[', 'Move the bar 5 min earlier', () => nudge(-5, 0)),
          key('retime-later', ']', 'Move the bar 5 min later', () => nudge(5, 0)),
          key('retime-much-earlier', '{', 'Move the bar 30 min earlier', () => nudge(-30, 0)),
          key('retime-much-later', '}', 'Move the bar 30 min later', () => nudge(30, 0)),
          key('row-above', ',', 'Move the bar to the row above', () => nudge(0, -1)),
          key('row-below', '.', 'Move the bar to the row below', () => nudge(0, 1)),
          key('swap', ';', 'Exchange with the bar it lies on', swap),
        ]
      : []),
  ];
}
